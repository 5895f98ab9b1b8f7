/** REST of the console: every route, its input, output and errors. Server, pages and OpenAPI are made from it. */
import { ALERT_ROUTES } from './rest/alerts.ts';
import { CAMERA_ROUTES } from './rest/cameras.ts';
import { AUDIT_ROUTES } from './rest/audit.ts';
import { ESTATE_ROUTES } from './rest/estate.ts';
import { GUARDIAN_ROUTES } from './rest/guardian.ts';
import { PEOPLE_ROUTES } from './rest/people.ts';
import { OVERVIEW_ROUTES } from './rest/overview.ts';
import { LEDGER_ROUTES } from './rest/ledger.ts';
import { REPORT_ROUTES } from './rest/reports.ts';
import { SESSION_ROUTES } from './rest/session.ts';
import { SYSTEM_ROUTES } from './rest/system.ts';

export * from './rest/alerts.ts';
export * from './rest/cameras.ts';
export * from './rest/audit.ts';
export * from './rest/estate.ts';
export * from './rest/guardian.ts';
export * from './rest/households.ts';
export * from './rest/people.ts';
export * from './rest/overview.ts';
export * from './rest/ledger.ts';
export * from './rest/reports.ts';
export * from './rest/responders.ts';
export * from './rest/roles.ts';
export * from './rest/route.ts';
export * from './rest/session.ts';
export * from './rest/system.ts';

export const ROUTES = {
  ...SESSION_ROUTES,
  ...ALERT_ROUTES,
  ...CAMERA_ROUTES,
  ...AUDIT_ROUTES,
  ...ESTATE_ROUTES,
  ...GUARDIAN_ROUTES,
  ...PEOPLE_ROUTES,
  ...OVERVIEW_ROUTES,
  ...LEDGER_ROUTES,
  ...REPORT_ROUTES,
  ...SYSTEM_ROUTES,
} as const;

export type RouteName = keyof typeof ROUTES;
