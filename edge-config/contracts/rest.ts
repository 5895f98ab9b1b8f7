/** REST of the console: every route, its input, output and errors. Server, pages and OpenAPI are made from it. */
import { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import { escalationViewSchema, rungRoleSchema } from './escalation.ts';
import { alertSchema, cameraStatusSchema, gatewayStatusSchema, householdStatusSchema } from './messages.ts';
import { instantSchema, outcomeSchema, slugSchema, ulidSchema } from './primitives.ts';
import { LIVE_VIDEO_ROUTES } from './rest-live-video.ts';

export const humanStateSchema = z.enum(['raised', 'acknowledged', 'closed']);

const actorSchema = z.strictObject({
  kind: z.enum(['operator', 'guardian', 'gateway', 'console']),
  label: z.string(),
});

export const alertActionSchema = z.strictObject({
  actionId: ulidSchema,
  kind: z.enum([
    ...['raised', 'updated', 'ended'],
    ...['acknowledged', 'closed', 'seen', 'going', 'false', 'safe'],
    ...['escalated', 'notified', 'notify_failed'],
  ] as const),
  actor: actorSchema,
  at: instantSchema,
  note: z.string().nullable(),
  outcome: outcomeSchema.nullable(),
  tells: z
    .array(rungRoleSchema)
    .nullable()
    .meta({ description: 'Of an escalation, and of a message to people: whom it names.' }),
});
export type AlertAction = z.infer<typeof alertActionSchema>;

/** An alert as the board shows it: the newest event of the machine and what people have done. */
export const alertViewSchema = z.strictObject({
  alert: alertSchema,
  state: humanStateSchema,
  machineEnded: z.boolean().meta({ description: 'The gateway reported that the person is up again.' }),
  late: z.boolean(),
  outcome: outcomeSchema.nullable(),
  escalation: escalationViewSchema
    .nullable()
    .meta({ description: 'Null for what came before there was one.' }),
  cameraName: z.string().nullable(),
  hasImage: z.boolean(),
  actions: z.array(alertActionSchema),
  stages: z.strictObject({
    outboxAt: instantSchema.nullable(),
    publishedAt: instantSchema.nullable(),
    committedAt: instantSchema,
    receiptAt: instantSchema.nullable(),
  }),
  revision: z.int().min(1).meta({ description: 'Rises with every change; send it back with an action.' }),
});
export type AlertView = z.infer<typeof alertViewSchema>;

/** Without the picture of its day, which is asked for when it is looked at. */
export const householdViewSchema = householdStatusSchema.omit({ day: true });
export type HouseholdView = z.infer<typeof householdViewSchema>;

export const gatewayViewSchema = z.strictObject({
  gatewayId: slugSchema,
  county: z.string(),
  township: z.string(),
  status: gatewayStatusSchema,
  heardAt: instantSchema,
  late: z.boolean().meta({ description: 'Its heartbeat is overdue: what its cameras show is unknown.' }),
  clockSkewMs: z.int().nullable().meta({
    description:
      'Its clock minus the console’s, of its last heartbeats: positive when it is fast. Null before it was measured.',
    unit: 'ms',
  }),
  cameras: z.array(cameraStatusSchema),
  households: z.array(householdViewSchema),
});
export type GatewayView = z.infer<typeof gatewayViewSchema>;

export const userViewSchema = z.strictObject({
  username: z.string(),
  displayName: z.string(),
  role: z.enum(['operator', 'administrator']),
});
export type UserView = z.infer<typeof userViewSchema>;

export const guardianSessionSchema = z.strictObject({
  guardianId: slugSchema,
  label: z.string(),
  mqtt: z.strictObject({
    url: z.string(),
    username: z.string(),
    password: z
      .string()
      .meta({ description: 'Derived for this guardian only; never stored by the console.' }),
    alertTopic: z.string(),
    actionTopic: z.string(),
  }),
});
export type GuardianSession = z.infer<typeof guardianSessionSchema>;

export const guardianAlertViewSchema = z.strictObject({
  alertId: ulidSchema,
  type: z.string(),
  severity: z.string(),
  status: z.string(),
  placeLabel: z.string(),
  occurredAt: instantSchema,
  state: humanStateSchema,
  machineEnded: z.boolean(),
  hasImage: z.boolean(),
  actions: z.array(alertActionSchema),
});
export type GuardianAlertView = z.infer<typeof guardianAlertViewSchema>;

export const errorBodySchema = z.strictObject({
  code: z.string(),
  message: z.strictObject({ zh: z.string(), en: z.string() }),
  remedy: z.strictObject({ zh: z.string(), en: z.string() }),
  detail: z.string(),
  issues: z.array(
    z.strictObject({ path: z.string(), value: z.string(), reason: z.string(), fix: z.string() }),
  ),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

export interface RouteContract {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Fastify path; parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  readonly access: 'open' | 'operator' | 'guardian';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** A schema for JSON, or a media type for bytes. */
  readonly response: z.ZodType | 'image/jpeg' | 'text/plain';
  readonly errors: readonly ErrorCode[];
}

const alertParams = z.strictObject({ alertId: ulidSchema });
const revisionSchema = z.int().min(1);
const okSchema = z.strictObject({ ok: z.literal(true) });

export const ROUTES = {
  signIn: {
    method: 'POST',
    path: '/api/session',
    summary: 'Sign an operator in; sets an HttpOnly cookie.',
    access: 'open',
    body: z.strictObject({ username: z.string().min(1).max(64), password: z.string().min(1).max(256) }),
    response: userViewSchema,
    errors: ['REQUEST_INVALID', 'WRONG_CREDENTIALS', 'TOO_MANY_REQUESTS'],
  },
  session: {
    method: 'GET',
    path: '/api/session',
    summary: 'Who is signed in.',
    access: 'operator',
    response: userViewSchema,
    errors: ['NOT_SIGNED_IN'],
  },
  signOut: {
    method: 'DELETE',
    path: '/api/session',
    summary: 'End the session.',
    access: 'operator',
    response: okSchema,
    errors: ['NOT_SIGNED_IN'],
  },
  listAlerts: {
    method: 'GET',
    path: '/api/alerts',
    summary: 'Alerts, newest first.',
    access: 'operator',
    query: z.strictObject({
      state: z.enum(['open', 'closed', 'all']).default('open'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      before: ulidSchema.optional(),
    }),
    response: z.strictObject({ alerts: z.array(alertViewSchema) }),
    errors: ['NOT_SIGNED_IN', 'REQUEST_INVALID'],
  },
  getAlert: {
    method: 'GET',
    path: '/api/alerts/:alertId',
    summary: 'One alert with all that was done.',
    access: 'operator',
    params: alertParams,
    response: alertViewSchema,
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND'],
  },
  alertImage: {
    method: 'GET',
    path: '/api/alerts/:alertId/image',
    summary: 'The privacy-rendered still; each view is audited.',
    access: 'operator',
    params: alertParams,
    response: 'image/jpeg',
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND'],
  },
  acknowledge: {
    method: 'POST',
    path: '/api/alerts/:alertId/acknowledge',
    summary: 'Take the alert.',
    access: 'operator',
    params: alertParams,
    body: z.strictObject({ revision: revisionSchema }),
    response: alertViewSchema,
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND', 'ALERT_STATE_CONFLICT', 'REQUEST_INVALID'],
  },
  close: {
    method: 'POST',
    path: '/api/alerts/:alertId/close',
    summary: 'Close the alert with an outcome.',
    access: 'operator',
    params: alertParams,
    body: z.strictObject({
      revision: revisionSchema,
      outcome: outcomeSchema,
      note: z.string().max(1000).nullable(),
    }),
    response: alertViewSchema,
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND', 'ALERT_STATE_CONFLICT', 'REQUEST_INVALID'],
  },
  listGateways: {
    method: 'GET',
    path: '/api/gateways',
    summary: 'Gateways and their cameras as last heard.',
    access: 'operator',
    response: z.strictObject({ gateways: z.array(gatewayViewSchema) }),
    errors: ['NOT_SIGNED_IN'],
  },
  getHousehold: {
    method: 'GET',
    path: '/api/gateways/:gatewayId/households/:householdId',
    summary: 'One household with its day against what is usual.',
    access: 'operator',
    params: z.strictObject({ gatewayId: slugSchema, householdId: slugSchema }),
    response: householdStatusSchema,
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND'],
  },
  ...LIVE_VIDEO_ROUTES,
  guardianSignIn: {
    method: 'POST',
    path: '/api/guardian/session',
    summary: 'Sign a guardian in; answers with the MQTT credentials of this guardian only.',
    access: 'open',
    body: z.strictObject({ guardianId: slugSchema, password: z.string().min(1).max(256) }),
    response: guardianSessionSchema,
    errors: ['REQUEST_INVALID', 'WRONG_CREDENTIALS', 'TOO_MANY_REQUESTS'],
  },
  guardianSession: {
    method: 'GET',
    path: '/api/guardian/session',
    summary: 'The signed-in guardian.',
    access: 'guardian',
    response: guardianSessionSchema,
    errors: ['NOT_SIGNED_IN'],
  },
  guardianSignOut: {
    method: 'DELETE',
    path: '/api/guardian/session',
    summary: 'End the guardian’s session.',
    access: 'guardian',
    response: okSchema,
    errors: ['NOT_SIGNED_IN'],
  },
  guardianAlerts: {
    method: 'GET',
    path: '/api/guardian/alerts',
    summary: 'The guardian’s alerts of the last days, newest first, with who has taken them.',
    access: 'guardian',
    response: z.strictObject({ alerts: z.array(guardianAlertViewSchema) }),
    errors: ['NOT_SIGNED_IN'],
  },
  guardianAlertImage: {
    method: 'GET',
    path: '/api/guardian/alerts/:alertId/image',
    summary: 'The privacy-rendered still of an alert sent to this guardian; each view is audited.',
    access: 'guardian',
    params: alertParams,
    response: 'image/jpeg',
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND'],
  },
  health: {
    method: 'GET',
    path: '/healthz',
    summary: 'Whether the console can serve: database and broker.',
    access: 'open',
    response: z.strictObject({ ok: z.boolean(), database: z.boolean(), broker: z.boolean() }),
    errors: ['DATABASE_UNUSABLE'],
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    summary: 'Prometheus metrics.',
    access: 'open',
    response: 'text/plain',
    errors: [],
  },
} as const satisfies Record<string, RouteContract>;

export type RouteName = keyof typeof ROUTES;
