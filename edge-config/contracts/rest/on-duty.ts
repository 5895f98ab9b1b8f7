/** What responders do by phone: told with its own time, once, and never refused because others were quicker. */
import { z } from 'zod';
import { instantSchema, outcomeSchema, slugSchema, ulidSchema } from '../primitives.ts';
import { alertActionSchema, alertViewSchema } from './alerts.ts';
import { ACTING, WATCHING } from './roles.ts';
import { alertParams, type RouteContract } from './route.ts';

export const dutyKindSchema = z
  .enum(['acknowledged', 'going', 'on_scene', 'reported', 'dispatched', 'note'])
  .meta({
    description:
      'acknowledged: takes it. going: on the way. reported: how it was found; it stays open until an operator closes it. dispatched: handed over.',
  });
export type DutyKind = z.infer<typeof dutyKindSchema>;

export const dutyActionSchema = z
  .strictObject({
    actionId: ulidSchema.meta({ description: 'The same when it is sent again: it counts once.' }),
    at: instantSchema.meta({
      description:
        'When it was done, by the phone: at most 24 h ago and 2 min ahead; else the console’s time counts, and both are kept.',
    }),
    kind: dutyKindSchema,
    note: z.string().trim().min(1).max(1000).nullable(),
    outcome: outcomeSchema.nullable().meta({ description: 'Of a report; else null.' }),
    responderId: slugSchema.nullable().meta({ description: 'To whom it is handed over; else null.' }),
  })
  .refine(({ kind, outcome }) => (kind === 'reported') === (outcome !== null), {
    message: 'a report has an outcome, and nothing else has',
    path: ['outcome'],
  })
  .refine(({ kind, responderId }) => (kind === 'dispatched') === (responderId !== null), {
    message: 'who hands over names to whom, and nothing else does',
    path: ['responderId'],
  })
  .refine(({ kind, note }) => kind !== 'note' || note !== null, {
    message: 'a note has words',
    path: ['note'],
  });
export type DutyAction = z.infer<typeof dutyActionSchema>;

export const dutyAnswerSchema = z.strictObject({
  view: alertViewSchema,
  isNew: z.boolean().meta({ description: 'False: it was told before, and counts once.' }),
  isConflict: z.boolean().meta({ description: 'It stands in the history and changed nothing else.' }),
  conflictWith: z
    .strictObject({
      kind: alertActionSchema.shape.kind,
      label: z.string(),
      at: instantSchema,
    })
    .nullable()
    .meta({ description: 'Who was first, with what; null without a conflict.' }),
});
export type DutyAnswer = z.infer<typeof dutyAnswerSchema>;

export const ON_DUTY_ROUTES = {
  actOnDuty: {
    method: 'POST',
    path: '/api/duty/alerts/:alertId/actions',
    summary: 'What a responder did about an alert, with its own time.',
    access: ACTING,
    params: alertParams,
    body: dutyActionSchema,
    response: dutyAnswerSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'DISPATCH_REFUSED', 'REQUEST_INVALID'],
  },
  sendPhoto: {
    method: 'POST',
    path: '/api/duty/alerts/:alertId/photos',
    summary: 'A photo from the scene: persons are made unrecognisable before anything is stored.',
    access: ACTING,
    params: alertParams,
    query: z.strictObject({
      actionId: ulidSchema.meta({ description: 'The same when it is sent again: it counts once.' }),
      at: instantSchema.meta({ description: 'When it was taken, by the phone; see actOnDuty.' }),
    }),
    bodyType: 'image/jpeg',
    response: dutyAnswerSchema,
    errors: [
      ...(['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'PHOTO_INVALID'] as const),
      ...(['REQUEST_INVALID', 'TOO_MANY_REQUESTS'] as const),
    ],
    maxBodyBytes: 5_000_000,
    callsPerMinute: 12,
  },
  scenePhoto: {
    method: 'GET',
    path: '/api/alerts/:alertId/photos/:photoId',
    summary: 'A photo from the scene, as it was made fit to be kept; each view is audited.',
    access: WATCHING,
    params: alertParams.extend({ photoId: ulidSchema }),
    response: 'image/jpeg',
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'],
  },
} as const satisfies Record<string, RouteContract>;
