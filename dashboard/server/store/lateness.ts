/** Whether a gateway's heartbeat is overdue, as a condition in SQL: then what its cameras show is unknown. */
import { type RawBuilder, sql } from 'kysely';

/** Over rows of `gateways`. @param at now, by the clock here */
export function gatewayIsLate(at: string): RawBuilder<boolean> {
  return sql<boolean>`gateways.due_at <= ${at}::timestamptz`;
}
