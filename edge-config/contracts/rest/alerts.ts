/** Alerts: what the board shows of them, and what people do about them. */
import { z } from 'zod';
import { escalationViewSchema, rungRoleSchema } from '../escalation.ts';
import { alertSchema } from '../messages.ts';
import { instantSchema, outcomeSchema, slugSchema, ulidSchema } from '../primitives.ts';
import { ACTING, DISPATCHING, WATCHING } from './roles.ts';
import { alertParams, divisionSchema, type RouteContract } from './route.ts';

export const humanStateSchema = z.enum(['raised', 'acknowledged', 'dispatched', 'on_scene', 'closed']);

const actorSchema = z.strictObject({
  kind: z.enum(['operator', 'responder', 'guardian', 'gateway', 'console']),
  label: z.string(),
});

export const alertActionSchema = z.strictObject({
  actionId: ulidSchema,
  kind: z.enum([
    ...['raised', 'updated', 'ended'],
    ...['acknowledged', 'closed', 'seen', 'going', 'false', 'safe'],
    ...['dispatched', 'on_scene', 'merged'],
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
  target: z.string().nullable().meta({
    description:
      'Of a dispatch: who was sent. Of a merge: the alert it now belongs to. Of an escalation: labels of those who are on duty there; empty when nobody is, null when the console keeps no list.',
  }),
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
  division: divisionSchema,
  dispatchedTo: z
    .strictObject({ responderId: slugSchema, label: z.string() })
    .nullable()
    .meta({ description: 'Who was sent last.' }),
  mergedInto: ulidSchema.nullable().meta({ description: 'The alert that tells of the same happening.' }),
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

const revisionSchema = z.int().min(1);

export const ALERT_ROUTES = {
  listAlerts: {
    method: 'GET',
    path: '/api/alerts',
    summary: 'Alerts, newest first.',
    access: WATCHING,
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
    access: WATCHING,
    params: alertParams,
    response: alertViewSchema,
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND'],
  },
  alertImage: {
    method: 'GET',
    path: '/api/alerts/:alertId/image',
    summary: 'The privacy-rendered still; each view is audited.',
    access: WATCHING,
    params: alertParams,
    response: 'image/jpeg',
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND'],
  },
  acknowledge: {
    method: 'POST',
    path: '/api/alerts/:alertId/acknowledge',
    summary: 'Take the alert.',
    access: ACTING,
    params: alertParams,
    body: z.strictObject({ revision: revisionSchema }),
    response: alertViewSchema,
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND', 'ALERT_STATE_CONFLICT', 'REQUEST_INVALID'],
  },
  close: {
    method: 'POST',
    path: '/api/alerts/:alertId/close',
    summary: 'Close the alert with an outcome.',
    access: DISPATCHING,
    params: alertParams,
    body: z.strictObject({
      revision: revisionSchema,
      outcome: outcomeSchema,
      note: z.string().max(1000).nullable(),
    }),
    response: alertViewSchema,
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND', 'ALERT_STATE_CONFLICT', 'REQUEST_INVALID'],
  },
} as const satisfies Record<string, RouteContract>;
