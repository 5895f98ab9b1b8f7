/** What people are told over a channel; the body of a notifier's webhook. */
import { z } from 'zod';
import { rungRoleSchema } from './escalation.ts';
import {
  alertStatusSchema,
  alertTypeSchema,
  bilingualTextSchema,
  countyCodeSchema,
  instantSchema,
  outcomeSchema,
  severitySchema,
  slugSchema,
  ulidSchema,
} from './primitives.ts';
import { typeCountsSchema } from './rest/digests.ts';

const recipientFields = {
  label: z.string().meta({ description: 'Office or alias.' }),
  role: rungRoleSchema.meta({ description: 'For which of the roles.' }),
  phone: z.string().nullable().meta({ description: 'Number to call; null when none is known.' }),
};
export const recipientSchema = z.union([
  z.strictObject({ responderId: slugSchema, ...recipientFields }),
  z.strictObject({ guardianId: slugSchema, ...recipientFields }),
]);
export type Recipient = z.infer<typeof recipientSchema>;

const notificationId = ulidSchema.meta({ description: 'The same at every attempt: take it once.' });
const aboutAlert = {
  notificationId,
  alertId: ulidSchema,
  roles: z.array(rungRoleSchema).meta({ description: 'Whom to tell.' }),
  recipients: z.array(recipientSchema).meta({
    description:
      'Whom this message is for. Empty when the console knows nobody of the roles: then they say whom.',
  }),
  type: alertTypeSchema,
  severity: severitySchema,
  status: alertStatusSchema.meta({ description: 'exercise: a drill; say so first.' }),
  placeLabel: z.string(),
  occurredAt: instantSchema,
};

/** A rung was reached. No picture, no measurement. */
export const rungNotificationSchema = z.strictObject({
  kind: z.literal('alert'),
  ...aboutAlert,
  reason: bilingualTextSchema,
});
export type RungNotification = z.infer<typeof rungNotificationSchema>;

/** Somebody was sent to it, by the county's room or by another responder: to him. */
export const sentNotificationSchema = z.strictObject({
  kind: z.literal('sent'),
  ...aboutAlert,
  reason: bilingualTextSchema,
  by: z.string().meta({ description: 'Shown name of who sent.' }),
  at: instantSchema,
});
export type SentNotification = z.infer<typeof sentNotificationSchema>;

/** To all who were told: it is over. */
export const allClearNotificationSchema = z.strictObject({
  kind: z.literal('all_clear'),
  ...aboutAlert,
  at: instantSchema,
  cause: z.enum(['closed', 'ended']).meta({
    description: 'closed: by people, with an outcome. ended: the gateway sees that it is over.',
  }),
  outcome: outcomeSchema.nullable(),
});
export type AllClearNotification = z.infer<typeof allClearNotificationSchema>;

/** Somebody has taken it; by Web Push only. */
export const takenNotificationSchema = z.strictObject({
  kind: z.literal('taken'),
  ...aboutAlert,
  at: instantSchema,
});

/** The hour of a digest has come. */
export const digestNotificationSchema = z.strictObject({
  kind: z.literal('digest'),
  notificationId,
  digestId: ulidSchema,
  county: countyCodeSchema,
  roles: z.array(rungRoleSchema).meta({ description: 'Whom to tell: the county.' }),
  recipients: z.array(recipientSchema),
  dueAt: instantSchema,
  counts: typeCountsSchema.meta({ description: 'Alerts in it that are not closed yet, by type.' }),
});

/** An administrator tries the channel: nobody has to do anything. */
export const testNotificationSchema = z.strictObject({
  kind: z.literal('test'),
  notificationId,
  at: instantSchema,
});

/** The body of a notifier's webhook. */
export const notificationSchema = z.discriminatedUnion('kind', [
  rungNotificationSchema,
  sentNotificationSchema,
  allClearNotificationSchema,
  takenNotificationSchema,
  digestNotificationSchema,
  testNotificationSchema,
]);
export type Notification = z.infer<typeof notificationSchema>;
