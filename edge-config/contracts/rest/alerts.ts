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
    ...['dispatched', 'on_scene', 'merged', 'note'],
    ...['reported', 'photo'],
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
      'Of a dispatch: who was sent. Of a merge: the alert it now belongs to; of the note there: the alert that was merged into it. Of an escalation: labels of those who are on duty there; empty when nobody is, null when the console keeps no list. Of a photo: its id.',
  }),
  told: z
    .strictObject({
      receivedAt: instantSchema.meta({ description: 'When the console was told; `at` is when it was done.' }),
      claimedAt: instantSchema.nullable().meta({
        description: 'The time by the phone, when it cannot be: `at` is then that of `receivedAt`.',
      }),
      isConflict: z.boolean().meta({ description: 'Somebody else had closed or taken the alert meanwhile.' }),
    })
    .optional()
    .meta({ description: 'Of what a responder did by phone, perhaps out of reach.' }),
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

const revisionSchema = z.int().min(1).meta({ description: 'Revision that the person saw.' });
const noteSchema = z.string().max(1000);
const ACT_ERRORS = [
  'NOT_SIGNED_IN',
  'FORBIDDEN',
  'NOT_FOUND',
  'ALERT_STATE_CONFLICT',
  'REQUEST_INVALID',
] as const;

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
    errors: ACT_ERRORS,
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
      note: noteSchema.nullable(),
    }),
    response: alertViewSchema,
    errors: ACT_ERRORS,
  },
  dispatchAlert: {
    method: 'POST',
    path: '/api/alerts/:alertId/dispatch',
    summary: 'Send a responder; again to send another.',
    access: DISPATCHING,
    params: alertParams,
    body: z.strictObject({
      revision: revisionSchema,
      responderId: slugSchema,
      note: noteSchema.nullable(),
    }),
    response: alertViewSchema,
    errors: [...ACT_ERRORS, 'DISPATCH_REFUSED'],
  },
  onScene: {
    method: 'POST',
    path: '/api/alerts/:alertId/on-scene',
    summary: 'Somebody is there: told by the responder, or by an operator for the responder.',
    access: ACTING,
    params: alertParams,
    body: z.strictObject({ revision: revisionSchema, note: noteSchema.nullable() }),
    response: alertViewSchema,
    errors: ACT_ERRORS,
  },
  mergeAlert: {
    method: 'POST',
    path: '/api/alerts/:alertId/merge',
    summary: 'Close it as part of another alert that tells of the same happening.',
    access: DISPATCHING,
    params: alertParams,
    body: z.strictObject({ revision: revisionSchema, intoAlertId: ulidSchema }),
    response: alertViewSchema,
    errors: [...ACT_ERRORS, 'ALERT_MERGE_REFUSED'],
  },
  addNote: {
    method: 'POST',
    path: '/api/alerts/:alertId/note',
    summary: 'Add a remark to the history; also after it was closed.',
    access: ACTING,
    params: alertParams,
    body: z.strictObject({ text: z.string().trim().min(1).max(1000) }),
    response: alertViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'REQUEST_INVALID'],
  },
  relatedAlerts: {
    method: 'GET',
    path: '/api/alerts/:alertId/related',
    summary: 'What may tell of the same happening, and what this household had before.',
    access: WATCHING,
    params: alertParams,
    response: z.strictObject({
      nearby: z.array(alertViewSchema).meta({
        description:
          'Of the same gateway, so also of its cameras and households, within 30 min; newest first.',
      }),
      household: z.array(alertViewSchema).meta({
        description: 'The last 10 of the same household; newest first.',
      }),
    }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'],
  },
} as const satisfies Record<string, RouteContract>;
