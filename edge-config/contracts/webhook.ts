/** Changes of alerts for other systems: signed webhooks, at least once, in order for each alert. */
import { z } from 'zod';
import { secretSchema } from './config-secret.ts';
import { alertSchema } from './messages.ts';
import { instantSchema, slugSchema, ulidSchema } from './primitives.ts';
import { alertViewSchema } from './rest/alerts.ts';
import { divisionBoundSchema } from './rest/roles.ts';

export const webhookEventKindSchema = z.enum(['alert.raised', 'alert.changed', 'alert.closed']);
export type WebhookEventKind = z.infer<typeof webhookEventKindSchema>;

export const webhookSchema = z.strictObject({
  id: slugSchema.meta({ description: 'Shown in metrics and in the audit.' }),
  url: secretSchema.meta({
    description: 'http:// or https://; it may hold a key, so it is kept as a secret.',
  }),
  secret: secretSchema.meta({
    description: 'Key of the signature (HMAC-SHA256 over id, time and body); at least 16 characters.',
  }),
  division: divisionBoundSchema
    .default('')
    .meta({ description: 'Only alerts that lie in it; empty: everywhere.' }),
  kinds: z.array(webhookEventKindSchema).min(1).default(['alert.raised', 'alert.changed', 'alert.closed']),
});
export type WebhookConfig = z.infer<typeof webhookSchema>;

/** An alert without its picture and without ids of guardians; what a guardian did is told of "guardian", by no name. */
export const webhookAlertSchema = alertViewSchema
  .omit({ alert: true, hasImage: true })
  .extend({ alert: alertSchema.omit({ guardianIds: true, image: true }) });

export const webhookEventSchema = z
  .strictObject({
    eventId: ulidSchema.meta({ description: 'The same at every attempt, as in `webhook-id`: take it once.' }),
    kind: webhookEventKindSchema.meta({
      description:
        'alert.changed: anything else, also after it was closed. Changes within a second may come as one.',
    }),
    at: instantSchema.meta({ description: 'When it was written down for sending.' }),
    view: webhookAlertSchema.meta({
      description: 'The alert as it was then; of two with the same alertId the higher revision is newer.',
    }),
  })
  .meta({ title: 'Shouwang webhook event' });
export type WebhookEvent = z.infer<typeof webhookEventSchema>;
