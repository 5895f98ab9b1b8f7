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
    path: '/audit',
    name: 'page.audit',
    roles: ['administrator', 'auditor'],
    component: lazy(() => import('../audit/audit.tsx').then(({ Audit }) => ({ default: Audit }))),
  },
  {
    path: '/people',
    name: 'page.people',
    roles: ['administrator'],
    component: lazy(() => import('../people/people.tsx').then(({ People }) => ({ default: People }))),
  },
];
