/** How the console reaches people on a rung of the ladder, and what it tells them. */
import { z } from 'zod';
import { secretSchema } from './config-secret.ts';
import { rungRoleSchema } from './escalation.ts';
import {
  alertStatusSchema,
  alertTypeSchema,
  bilingualTextSchema,
  countyCodeSchema,
  instantSchema,
  severitySchema,
  slugSchema,
  ulidSchema,
} from './primitives.ts';
import { typeCountsSchema } from './rest/digests.ts';

/** For the operator's own SMS, voice or chat service. Signed as Standard Webhooks 1.0 has it. */
const webhookSchema = z.strictObject({
  id: slugSchema.meta({ description: 'Shown in the history of alerts.' }),
  kind: z.literal('webhook'),
  url: secretSchema.meta({
    description: 'http:// or https://; it may hold a key, so it is kept as a secret.',
  }),
  secret: secretSchema.meta({
    description: 'Key of the signature (HMAC-SHA256 over id, time and body); at least 16 characters.',
  }),
  roles: z.array(rungRoleSchema).min(1).meta({ description: 'Rungs that tell one of these use it.' }),
});

export const notifierSchema = z.discriminatedUnion('kind', [webhookSchema]);
export type NotifierConfig = z.infer<typeof notifierSchema>;

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

/** A rung was reached. No picture, no measurement. */
export const rungNotificationSchema = z.strictObject({
  kind: z.literal('alert'),
  notificationId: ulidSchema.meta({ description: 'The same at every attempt: take it once.' }),
  alertId: ulidSchema,
  roles: z.array(rungRoleSchema).meta({ description: 'Whom to tell.' }),
  recipients: z.array(recipientSchema).meta({
    description:
      'Those of the roles who are on duty for this place, household’s own first. Empty when the console knows nobody: then the roles say whom.',
  }),
  type: alertTypeSchema,
  severity: severitySchema,
  status: alertStatusSchema.meta({ description: 'exercise: a drill; say so first.' }),
  placeLabel: z.string(),
  occurredAt: instantSchema,
  reason: bilingualTextSchema,
});

/** The hour of a digest has come. */
export const digestNotificationSchema = z.strictObject({
  kind: z.literal('digest'),
  notificationId: ulidSchema.meta({ description: 'The same at every attempt: take it once.' }),
  digestId: ulidSchema,
  county: countyCodeSchema,
  roles: z.array(rungRoleSchema).meta({ description: 'Whom to tell: the county.' }),
  recipients: z.array(recipientSchema),
  dueAt: instantSchema,
  counts: typeCountsSchema.meta({ description: 'Alerts in it that are not closed yet, by type.' }),
});

/** The body of a notifier's webhook. */
export const notificationSchema = z.discriminatedUnion('kind', [
  rungNotificationSchema,
  digestNotificationSchema,
]);
export type Notification = z.infer<typeof notificationSchema>;
