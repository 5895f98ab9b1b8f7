/** How the console reaches people on a rung of the ladder, and what it tells them. */
import { z } from 'zod';
import { secretSchema } from './config-secret.ts';
import { rungRoleSchema } from './escalation.ts';
import {
  alertStatusSchema,
  alertTypeSchema,
  bilingualTextSchema,
  instantSchema,
  severitySchema,
  slugSchema,
  ulidSchema,
} from './primitives.ts';

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

/** The body of a webhook. No picture, no measurement, no guardian. */
export const notificationSchema = z.strictObject({
  notificationId: ulidSchema.meta({ description: 'The same at every attempt: take it once.' }),
  alertId: ulidSchema,
  roles: z.array(rungRoleSchema).meta({ description: 'Whom to tell.' }),
  type: alertTypeSchema,
  severity: severitySchema,
  status: alertStatusSchema.meta({ description: 'exercise: a drill; say so first.' }),
  placeLabel: z.string(),
  occurredAt: instantSchema,
  reason: bilingualTextSchema,
});
export type Notification = z.infer<typeof notificationSchema>;
