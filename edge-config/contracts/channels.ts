/** Ways to reach people that a console is configured with; what is sent over them: notify.ts. */
import { z } from 'zod';
import { secretSchema } from './config-secret.ts';
import { rungRoleSchema } from './escalation.ts';
import { slugSchema } from './primitives.ts';
import { languageSchema } from './push.ts';

const common = {
  id: slugSchema.meta({ description: 'Shown in the history of alerts.' }),
  roles: z.array(rungRoleSchema).min(1).meta({ description: 'Rungs that tell one of these use it.' }),
  language: languageSchema.default('zh').meta({ description: 'Of its messages.' }),
};
const address = secretSchema.meta({
  description: 'http:// or https://; it may hold a key, so it is kept as a secret.',
});

/** Carriers cut a number off that is told more often than this: 1 a minute, 5 an hour, 20 a day. */
export const recipientLimitsSchema = z.strictObject({
  perMinute: z.int().min(1).max(1000).default(1),
  perHour: z.int().min(1).max(10_000).default(5),
  perDay: z.int().min(1).max(100_000).default(20).meta({ description: 'In any 24 hours.' }),
});
export type RecipientLimits = z.infer<typeof recipientLimitsSchema>;

/** For the operator's own SMS, voice or WeChat service. Signed as Standard Webhooks 1.0 has it. */
const webhookSchema = z.strictObject({
  kind: z.literal('webhook'),
  ...common,
  url: address,
  secret: secretSchema.meta({
    description: 'Key of the signature (HMAC-SHA256 over id, time and body); at least 16 characters.',
  }),
  limits: recipientLimitsSchema.nullable().prefault({}).meta({
    description:
      'Messages to one number; null: as many as there are. What is red or orange and exceeds them goes to the next channel or rung at once, the rest waits.',
  }),
});

const wecomSchema = z.strictObject({ kind: z.literal('wecom'), ...common, url: address });

const signed = {
  url: address,
  secret: secretSchema
    .optional()
    .meta({ description: 'Where the robot’s security settings ask for a signature.' }),
};
const dingtalkSchema = z.strictObject({ kind: z.literal('dingtalk'), ...common, ...signed });
const feishuSchema = z.strictObject({ kind: z.literal('feishu'), ...common, ...signed });

const barkSchema = z.strictObject({
  kind: z.literal('bark'),
  ...common,
  url: secretSchema.meta({
    description: 'As the app shows it: address of the server and the key of the device.',
  }),
});

const ntfySchema = z.strictObject({
  kind: z.literal('ntfy'),
  ...common,
  url: secretSchema.meta({ description: 'Address of the server and the topic.' }),
  secret: secretSchema.optional().meta({ description: 'Access token, where the server asks for one.' }),
});

const smtpSchema = z.strictObject({
  kind: z.literal('smtp'),
  ...common,
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535).default(465),
  tls: z.enum(['implicit', 'starttls', 'none']).default('implicit').meta({
    description:
      'implicit: from the first byte (465). starttls: required before sign-in (587). none: in clear.',
  }),
  verifyCertificate: z.boolean().default(true).meta({
    description: 'false only for a server of your own with a certificate of its own.',
  }),
  username: z.string().max(256).optional(),
  password: secretSchema.optional(),
  from: z.string().min(3).max(320).meta({ description: 'Address of the sender.' }),
  to: z.array(z.email()).min(1).max(50),
});

export const notifierSchema = z.discriminatedUnion('kind', [
  webhookSchema,
  wecomSchema,
  dingtalkSchema,
  feishuSchema,
  barkSchema,
  ntfySchema,
  smtpSchema,
]);
export type NotifierConfig = z.infer<typeof notifierSchema>;
export type NotifierOf<Kind extends NotifierConfig['kind']> = Extract<NotifierConfig, { kind: Kind }>;

/** Id of the channel that every console has; no slug, so that no notifier can be called so. */
export const WEB_PUSH = 'web_push';

/** Web Push: no account with anybody; keys are made at the first start. */
export const pushConfigSchema = z.strictObject({
  enabled: z.boolean().default(true),
  contact: z
    .string()
    .regex(/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, 'use mailto:NAME@HOST or https://HOST')
    .optional()
    .meta({
      description:
        'Whom a push service may write to (RFC 8292); by default `http.publicUrl` where it is https.',
    }),
  endpoints: z.enum(['public', 'any']).default('public').meta({
    description:
      'public: only https addresses of push services out there. any: also http and addresses of this network, for a push service of your own.',
  }),
});
export type PushConfig = z.infer<typeof pushConfigSchema>;
