/** REST of the console: every route, its input, output and errors. Server, pages and OpenAPI are made from it. */
import { ALERT_ROUTES } from './rest/alerts.ts';
import { AUDIT_ROUTES } from './rest/audit.ts';
import { BINDING_ROUTES } from './rest/binding.ts';
import { CAMERA_ROUTES } from './rest/cameras.ts';
import { CHANNEL_ROUTES } from './rest/channels.ts';
import { DIGEST_ROUTES } from './rest/digests.ts';
import { DIVISION_ROUTES } from './rest/divisions.ts';
import { DRILL_ROUTES } from './rest/drills.ts';
import { ESTATE_ROUTES } from './rest/estate.ts';
import { GUARDIAN_ROUTES } from './rest/guardian.ts';
import { GUARDIAN_HOME_ROUTES } from './rest/guardian-home.ts';
import { HOUSEHOLD_ROUTES } from './rest/households.ts';
import { IMPORT_ROUTES } from './rest/imports.ts';
import { LADDER_ROUTES } from './rest/ladders.ts';
import { LEDGER_ROUTES } from './rest/ledger.ts';
import { LIVE_VIDEO_ROUTES } from './rest/live-video.ts';
import { ON_DUTY_ROUTES } from './rest/on-duty.ts';
import { OVERVIEW_ROUTES } from './rest/overview.ts';
import { PEOPLE_ROUTES } from './rest/people.ts';
import { PUSH_ROUTES } from './rest/push.ts';
import { REPORT_ROUTES } from './rest/reports.ts';
import { RESPONDER_ROUTES } from './rest/responders.ts';
import { SESSION_ROUTES } from './rest/session.ts';
import { SYSTEM_ROUTES } from './rest/system.ts';

export * from './rest/alerts.ts';
export * from './rest/audit.ts';
export * from './rest/binding.ts';
export * from './rest/cameras.ts';
export * from './rest/channels.ts';
export * from './rest/digests.ts';
export * from './rest/divisions.ts';
export * from './rest/drills.ts';
export * from './rest/estate.ts';
export * from './rest/guardian.ts';
export * from './rest/guardian-home.ts';
export * from './rest/households.ts';
export * from './rest/imports.ts';
export * from './rest/ladders.ts';
export * from './rest/ledger.ts';
export * from './rest/live-video.ts';
export * from './rest/on-duty.ts';
export * from './rest/overview.ts';
export * from './rest/people.ts';
export * from './rest/push.ts';
export * from './rest/reports.ts';
export * from './rest/responders.ts';
export * from './rest/roles.ts';
export * from './rest/route.ts';
export * from './rest/session.ts';
export * from './rest/system.ts';

export const ROUTES = {
  ...ALERT_ROUTES,
  ...AUDIT_ROUTES,
  ...BINDING_ROUTES,
  ...CAMERA_ROUTES,
  ...CHANNEL_ROUTES,
  ...DIGEST_ROUTES,
  ...DIVISION_ROUTES,
  ...DRILL_ROUTES,
  ...ESTATE_ROUTES,
  ...GUARDIAN_ROUTES,
  ...GUARDIAN_HOME_ROUTES,
  ...HOUSEHOLD_ROUTES,
  ...IMPORT_ROUTES,
  ...LADDER_ROUTES,
  ...LEDGER_ROUTES,
  ...LIVE_VIDEO_ROUTES,
  ...ON_DUTY_ROUTES,
  ...OVERVIEW_ROUTES,
  ...PEOPLE_ROUTES,
  ...PUSH_ROUTES,
  ...REPORT_ROUTES,
  ...RESPONDER_ROUTES,
  ...SESSION_ROUTES,
  ...SYSTEM_ROUTES,
} as const;

export type RouteName = keyof typeof ROUTES;
