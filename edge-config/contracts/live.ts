/** Messages of the board's WebSocket, server to browser. Path: /api/live; the operator's cookie signs it in. */
import { z } from 'zod';
import { instantSchema, ulidSchema } from './primitives.ts';
import { alertViewSchema, gatewayViewSchema } from './rest.ts';

export { LIVE_HEARTBEAT_MS, LIVE_PATH } from './timing.ts';

export const liveMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('snapshot'),
    at: instantSchema,
    alerts: z.array(alertViewSchema),
    gateways: z.array(gatewayViewSchema),
  }),
  z.strictObject({ kind: z.literal('alert'), at: instantSchema, view: alertViewSchema }),
  z.strictObject({ kind: z.literal('gateway'), at: instantSchema, view: gatewayViewSchema }),
  z.strictObject({
    kind: z.literal('digest').meta({ description: 'It has changed, or its hour has come: ask for it.' }),
    at: instantSchema,
    digestId: ulidSchema,
    county: z.string(),
  }),
  z.strictObject({ kind: z.literal('heartbeat'), at: instantSchema, brokerConnected: z.boolean() }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;
