/** The pages of the county: where, for whom, and what is loaded for each. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Role } from '../../../../../edge-config/contracts/rest.ts';

export interface CountyPage {
  readonly path: string;
  /** Text key of its name. */
  readonly name: string;
  readonly roles: readonly Role[];
  readonly component: LazyExoticComponent<ComponentType>;
  /** Fills the whole screen, without the header. */
  readonly isBare?: true;
}

const ALL: readonly Role[] = ['administrator', 'operator', 'responder', 'auditor'];
const OVERSEEING: readonly Role[] = ['administrator', 'operator', 'auditor'];
const DISPATCHING: readonly Role[] = ['administrator', 'operator'];

export const PAGES: readonly CountyPage[] = [
  {
    path: '/',
    name: 'page.board',
    roles: ALL,
    component: lazy(() => import('../board/board.tsx').then(({ Board }) => ({ default: Board }))),
  },
  {
    path: '/cameras',
    name: 'page.cameras',
    roles: ALL,
    component: lazy(() => import('../cameras/cameras.tsx').then(({ Cameras }) => ({ default: Cameras }))),
  },
  {
    path: '/wall',
    name: 'page.wall',
    roles: OVERSEEING,
    component: lazy(() => import('../wall/wall.tsx').then(({ Wall }) => ({ default: Wall }))),
    isBare: true,
  },
  {
    path: '/ledger',
    name: 'page.ledger',
    roles: OVERSEEING,
    component: lazy(() => import('../ledger/ledger.tsx').then(({ Ledger }) => ({ default: Ledger }))),
  },
  {
    path: '/reports',
    name: 'page.reports',
    roles: OVERSEEING,
    component: lazy(() => import('../reports/reports.tsx').then(({ Reports }) => ({ default: Reports }))),
  },
  {
    path: '/rosters',
    name: 'page.duty',
    roles: DISPATCHING,
    component: lazy(() =>
      import('../escalation/duty-page.tsx').then(({ DutyPage }) => ({ default: DutyPage })),
    ),
  },
  {
    path: '/drills',
    name: 'page.drills',
    roles: OVERSEEING,
    component: lazy(() => import('../drills/drills.tsx').then(({ Drills }) => ({ default: Drills }))),
  },
  {
    path: '/estate',
    name: 'page.estate',
    roles: DISPATCHING,
    component: lazy(() => import('../estate/estate.tsx').then(({ Estate }) => ({ default: Estate }))),
  },
  {
    path: '/people',
    name: 'page.people',
    roles: ['administrator'],
    component: lazy(() => import('../people/people.tsx').then(({ People }) => ({ default: People }))),
  },
  {
    path: '/channels',
    name: 'page.channels',
    roles: ['administrator'],
    component: lazy(() => import('../channels/channels.tsx').then(({ Channels }) => ({ default: Channels }))),
  },
  {
    path: '/audit',
    name: 'page.audit',
    roles: ['administrator', 'auditor'],
    component: lazy(() => import('../audit/audit.tsx').then(({ Audit }) => ({ default: Audit }))),
  },
];
