/** Whether a gateway's heartbeat is overdue, as a condition in SQL: then what its cameras show is unknown. */
import { type RawBuilder, sql } from 'kysely';
import { HEARTBEAT_GRACE_MS, MISSED_HEARTBEATS } from '../../domain/lateness.ts';

/** Over rows of `gateways`. @param at now, by the clock here */
export function gatewayIsLate(at: string): RawBuilder<boolean> {
  return sql<boolean>`(gateways.status->>'state' = 'offline' OR gateways.heard_at
    + ((gateways.status->>'heartbeatMs')::float8 * ${MISSED_HEARTBEATS}::float8 + ${HEARTBEAT_GRACE_MS}::float8) * interval '1 millisecond'
    < ${at}::timestamptz)`;
}
