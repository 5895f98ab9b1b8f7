/** Channels to people: how each of them is, a try, and what was sent of an alert. */
import { z } from 'zod';
import { rungRoleSchema } from '../escalation.ts';
import { instantSchema, ulidSchema } from '../primitives.ts';
import { languageSchema } from '../push.ts';
import { ADMINISTERING, WATCHING } from './roles.ts';
import { alertParams, type RouteContract } from './route.ts';

export const channelKindSchema = z.enum([
  ...(['web_push', 'webhook', 'wecom', 'dingtalk', 'feishu', 'bark', 'ntfy', 'smtp'] as const),
]);
export type ChannelKind = z.infer<typeof channelKindSchema>;

export const channelViewSchema = z.strictObject({
  channel: z.string().meta({ description: 'Its id in the console’s config; "web_push".' }),
  kind: channelKindSchema,
  roles: z.array(rungRoleSchema).meta({ description: 'Whom it reaches.' }),
  language: languageSchema.nullable().meta({ description: 'Null: that of each phone.' }),
  state: z.enum(['unused', 'well', 'failing']).meta({
    description:
      'failing: several attempts in a row failed, or a message was given up; well again at the next that succeeds.',
  }),
  failingSince: instantSchema.nullable(),
  lastSuccessAt: instantSchema.nullable(),
  lastErrorAt: instantSchema.nullable(),
  lastError: z.string().nullable().meta({ description: 'Without address or key.' }),
  counts: z.strictObject({
    delivered: z.int().nonnegative(),
    refused: z.int().nonnegative().meta({ description: 'Attempts that failed and were tried again.' }),
    failed: z.int().nonnegative().meta({ description: 'Messages given up.' }),
    waiting: z.int().nonnegative(),
  }),
  subscriptions: z.int().nonnegative().nullable().meta({ description: 'Of Web Push; null of others.' }),
});
export type ChannelView = z.infer<typeof channelViewSchema>;

export const channelPreviewSchema = z.strictObject({
  to: z.string().meta({ description: 'Where it would go; key and path hidden.' }),
  headers: z.record(z.string(), z.string()).meta({ description: 'Secrets hidden.' }),
  body: z.string().meta({ description: 'Exactly what would be sent, but for signatures and keys.' }),
});
export type ChannelPreview = z.infer<typeof channelPreviewSchema>;

export const outcomeOfMessageSchema = z.enum(['waiting', 'delivered', 'failed', 'cancelled']);
export const alertMessageSchema = z.strictObject({
  messageId: ulidSchema,
  channel: z.string(),
  kind: z.enum(['rung', 'sent', 'all_clear', 'news']),
  roles: z.array(rungRoleSchema),
  recipient: z.string().nullable().meta({ description: 'Label; null of a group.' }),
  madeAt: instantSchema,
  outcome: outcomeOfMessageSchema,
  attempts: z.array(
    z.strictObject({
      at: instantSchema,
      ok: z.boolean(),
      answer: z.string().meta({ description: 'What the other side answered, or why there was no answer.' }),
    }),
  ),
});
export type AlertMessage = z.infer<typeof alertMessageSchema>;

/** What a dry run may show. */
export const previewOfSchema = z.enum(['alert', 'sent', 'drill', 'all_clear', 'test']);
export type PreviewOf = z.infer<typeof previewOfSchema>;

const channelParams = z.strictObject({ channel: z.string().min(1).max(63) });
/** Each sends a message out of the house. */
const TESTS_PER_MINUTE = 12;

export const CHANNEL_ROUTES = {
  listChannels: {
    method: 'GET',
    path: '/api/channels',
    summary: 'Channels to people and how they are.',
    access: ADMINISTERING,
    response: z.strictObject({ channels: z.array(channelViewSchema) }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN'],
  },
  previewChannel: {
    method: 'GET',
    path: '/api/channels/:channel/preview',
    summary: 'A dry run: what the channel would send of an invented alert; nothing is sent.',
    access: ADMINISTERING,
    params: channelParams,
    query: z.strictObject({ of: previewOfSchema.default('alert') }),
    response: channelPreviewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'REQUEST_INVALID'],
  },
  testChannel: {
    method: 'POST',
    path: '/api/channels/:channel/test',
    summary: 'Send one message that says that it is a test; audited.',
    access: ADMINISTERING,
    params: channelParams,
    callsPerMinute: TESTS_PER_MINUTE,
    response: z.strictObject({ ok: z.boolean(), answer: z.string() }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'TOO_MANY_REQUESTS'],
  },
  alertMessages: {
    method: 'GET',
    path: '/api/alerts/:alertId/messages',
    summary: 'What was sent to people about an alert: each channel, each attempt and its answer.',
    access: WATCHING,
    params: alertParams,
    response: z.strictObject({ messages: z.array(alertMessageSchema) }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'],
  },
} as const satisfies Record<string, RouteContract>;
