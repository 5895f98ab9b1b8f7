/** The pages of the county: where, for whom, and what is loaded for each. The board comes with the first load: a shift begins there. */
import { type ComponentType, createElement } from 'react';
import type { Role } from '../../../../../edge-config/contracts/rest.ts';
import { Board } from '../board/board.tsx';
import { later, rich } from './later.tsx';
import { Loading } from './loading.tsx';

export interface CountyPage {
  readonly path: string;
  /** Text key of its name. */
  readonly name: string;
  readonly roles: readonly Role[];
  readonly component: ComponentType;
  /** Fills the whole screen, without the header. */
  readonly isBare?: true;
}

const LOADING = createElement(Loading);

const ALL: readonly Role[] = ['administrator', 'operator', 'responder', 'auditor'];
const OVERSEEING: readonly Role[] = ['administrator', 'operator', 'auditor'];
const DISPATCHING: readonly Role[] = ['administrator', 'operator'];

export const PAGES: readonly CountyPage[] = [
  {
    path: '/',
    name: 'page.board',
    roles: ALL,
    component: Board,
  },
  {
    path: '/cameras',
    name: 'page.cameras',
    roles: ALL,
    component: rich(async () => (await import('../cameras/cameras.tsx')).Cameras, LOADING),
  },
  {
    path: '/wall',
    name: 'page.wall',
    roles: OVERSEEING,
    component: later(async () => (await import('../wall/wall.tsx')).Wall, LOADING),
    isBare: true,
  },
  {
    path: '/ledger',
    name: 'page.ledger',
    roles: OVERSEEING,
    component: rich(async () => (await import('../ledger/ledger.tsx')).Ledger, LOADING),
  },
  {
    path: '/reports',
    name: 'page.reports',
    roles: OVERSEEING,
    component: rich(async () => (await import('../reports/reports.tsx')).Reports, LOADING),
  },
  {
    path: '/rosters',
    name: 'page.duty',
    roles: DISPATCHING,
    component: rich(async () => (await import('../escalation/duty-page.tsx')).DutyPage, LOADING),
  },
  {
    path: '/drills',
    name: 'page.drills',
    roles: OVERSEEING,
    component: rich(async () => (await import('../drills/drills.tsx')).Drills, LOADING),
  },
  {
    path: '/estate',
    name: 'page.estate',
    roles: DISPATCHING,
    component: rich(async () => (await import('../estate/estate.tsx')).Estate, LOADING),
  },
  {
    path: '/people',
    name: 'page.people',
    roles: ['administrator'],
    component: rich(async () => (await import('../people/people.tsx')).People, LOADING),
  },
  {
    path: '/channels',
    name: 'page.channels',
    roles: ['administrator'],
    component: rich(async () => (await import('../channels/channels.tsx')).Channels, LOADING),
  },
  {
    path: '/audit',
    name: 'page.audit',
    roles: ['administrator', 'auditor'],
    component: rich(async () => (await import('../audit/audit.tsx')).Audit, LOADING),
  },
];
