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

export const PAGES: readonly CountyPage[] = [
  {
    path: '/',
    name: 'page.board',
    roles: ALL,
    component: lazy(() => import('../board/board.tsx').then(({ Board }) => ({ default: Board }))),
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
];
