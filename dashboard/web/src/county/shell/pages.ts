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

const DISPATCHING: readonly Role[] = ['administrator', 'operator'];
const ALL: readonly Role[] = ['administrator', 'operator', 'responder', 'auditor'];

export const PAGES: readonly CountyPage[] = [
  {
    path: '/',
    name: 'page.board',
    roles: ALL,
    component: lazy(() => import('../board/board.tsx').then(({ Board }) => ({ default: Board }))),
  },
  {
    path: '/estate',
    name: 'page.estate',
    roles: DISPATCHING,
    component: lazy(() => import('../estate/estate.tsx').then(({ Estate }) => ({ default: Estate }))),
  },
];
