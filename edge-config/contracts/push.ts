/** What a Web Push carries to a phone, and how a browser's subscription is told to the console. */
import { z } from 'zod';
import {
  alertStatusSchema,
  alertTypeSchema,
  instantSchema,
  severitySchema,
  ulidSchema,
} from './primitives.ts';

/** Push services take at most 4,096 bytes encrypted (RFC 8291 section 4); this leaves room for the wrapping, bytes. */
export const MAX_PUSH_BYTES = 3072;

export const languageSchema = z.enum(['zh', 'en']);
export type Language = z.infer<typeof languageSchema>;

/** The decrypted payload; the page's service worker shows it. A newer one with the same tag replaces the older. */
export const pushPayloadSchema = z.strictObject({
  kind: z.enum(['alert', 'news', 'all_clear', 'test']),
  tag: z.string().max(64).meta({ description: 'Id of the alert, or "test".' }),
  alertId: ulidSchema.nullable(),
  type: alertTypeSchema.nullable(),
  severity: severitySchema.nullable(),
  status: alertStatusSchema,
  title: z.string().max(80).meta({ description: 'In the subscription’s language; a drill says so first.' }),
  body: z.string().max(200),
  at: instantSchema,
  expiresAt: instantSchema,
  url: z.string().meta({ description: 'Path within the app.' }),
  silent: z.boolean().meta({ description: 'Shown without sound.' }),
});
export type PushPayload = z.infer<typeof pushPayloadSchema>;

/** A `PushSubscription` as browsers write it as JSON, and the language to speak. */
export const pushSubscriptionSchema = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).max(1000),
  keys: z.strictObject({
    p256dh: z
      .string()
      .regex(/^[\w-]{87}=?$/)
      .meta({ description: 'Public key of the browser: 65 bytes, base64url.' }),
    auth: z
      .string()
      .regex(/^[\w-]{22}={0,2}$/)
      .meta({ description: 'Its secret: 16 bytes, base64url.' }),
  }),
  language: languageSchema,
});
export type PushSubscriptionInput = z.infer<typeof pushSubscriptionSchema>;
