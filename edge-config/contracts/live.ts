/** Messages of the board's WebSocket, server to browser. Path: /api/live; the operator's cookie signs it in. */
import { z } from 'zod';
import { instantSchema, ulidSchema } from './primitives.ts';
import { alertViewSchema, estateTotalsSchema, gatewayGlanceSchema } from './rest.ts';
import { BOARD_GATEWAYS } from './timing.ts';

export { LIVE_HEARTBEAT_MS, LIVE_PATH } from './timing.ts';

/** A board holds so much and no more, however large the county is. */
export const SNAPSHOT_OPEN = 500;
export const SNAPSHOT_CLOSED = 50;
export const SNAPSHOT_GATEWAYS = BOARD_GATEWAYS;

export const failingChannelSchema = z.strictObject({
  channel: z.string(),
  since: instantSchema,
  error: z.string().nullable().meta({ description: 'What its last attempt met.' }),
});
export type FailingChannel = z.infer<typeof failingChannelSchema>;

export const liveMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('snapshot'),
    at: instantSchema,
    alerts: z
      .array(alertViewSchema)
      .max(SNAPSHOT_OPEN + SNAPSHOT_CLOSED)
      .meta({
        description:
          'Open ones, gravest first, then the newest closed ones. Without the posture timeline: the alert itself is asked for when it is looked at.',
      }),
    openTotal: z.int().nonnegative().meta({ description: 'How many are open; `alerts` may hold fewer.' }),
    gateways: z.array(gatewayGlanceSchema).max(SNAPSHOT_GATEWAYS).meta({
      description: 'Those that need somebody first.',
    }),
    totals: estateTotalsSchema,
  }),
  z.strictObject({ kind: z.literal('alert'), at: instantSchema, view: alertViewSchema }),
  z.strictObject({ kind: z.literal('gateway'), at: instantSchema, view: gatewayGlanceSchema }),
  z.strictObject({
    kind: z.literal('totals'),
    at: instantSchema,
    openTotal: z.int().nonnegative(),
    totals: estateTotalsSchema,
  }),
  z.strictObject({
    kind: z.literal('digest').meta({ description: 'It has changed, or its hour has come: ask for it.' }),
    at: instantSchema,
    digestId: ulidSchema,
    county: z.string(),
  }),
  z.strictObject({
    kind: z.literal('channels').meta({
      description:
        'Channels to people that do not work, whenever that changes, and after a snapshot unless all do.',
    }),
    at: instantSchema,
    failing: z.array(failingChannelSchema),
  }),
  z.strictObject({ kind: z.literal('heartbeat'), at: instantSchema, brokerConnected: z.boolean() }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;
