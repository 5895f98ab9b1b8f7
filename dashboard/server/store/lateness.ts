/** Whether a gateway's heartbeat is overdue, as a condition in SQL: then what its cameras show is unknown. */
import { type RawBuilder, sql } from 'kysely';
import type { GatewayLoad } from '../../../edge-config/contracts/messages.ts';

/** Over rows of `gateways`. @param at now, by the clock here */
export function gatewayIsLate(at: string): RawBuilder<boolean> {
  return sql<boolean>`gateways.due_at <= ${at}::timestamptz`;
}

/** Over one row of `gateways`: how busy its machine is; null while it is not heard, or does not tell. */
export function gatewayLoad(at: string): RawBuilder<GatewayLoad | null> {
  return sql<GatewayLoad | null>`CASE WHEN ${gatewayIsLate(at)} THEN NULL ELSE gateways.status->'load' END`;
}
