/** REST of the console: every route, its input, output and errors. Server, pages and OpenAPI are made from it. */
import { ALERT_ROUTES } from './rest/alerts.ts';
import { DRILL_ROUTES } from './rest/drills.ts';
import { ESTATE_ROUTES } from './rest/estate.ts';
import { GUARDIAN_ROUTES } from './rest/guardian.ts';
import { SESSION_ROUTES } from './rest/session.ts';
import { SYSTEM_ROUTES } from './rest/system.ts';

export * from './rest/alerts.ts';
export * from './rest/drills.ts';
export * from './rest/estate.ts';
export * from './rest/guardian.ts';
export * from './rest/households.ts';
export * from './rest/responders.ts';
export * from './rest/roles.ts';
export * from './rest/route.ts';
export * from './rest/session.ts';
export * from './rest/system.ts';

export const ROUTES = {
  ...SESSION_ROUTES,
  ...ALERT_ROUTES,
  ...DRILL_ROUTES,
  ...ESTATE_ROUTES,
  ...GUARDIAN_ROUTES,
  ...SYSTEM_ROUTES,
} as const;

export type RouteName = keyof typeof ROUTES;
