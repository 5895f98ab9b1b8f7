/** What lies in a division, as a condition in SQL. */
import { type RawBuilder, sql } from 'kysely';

const TOWNSHIP_DIGITS = 9;

/** Villages are known of gateways only: what a gateway tells lies in its village. */
function within(
  division: string,
  township: RawBuilder<unknown>,
  gatewayId: RawBuilder<unknown>,
): RawBuilder<boolean> {
  if (division === '') return sql<boolean>`true`;
  if (division.length <= TOWNSHIP_DIGITS) return sql<boolean>`${township} LIKE ${`${division}%`}`;
  return sql<boolean>`${gatewayId} IN (SELECT home.gateway_id FROM gateways AS home WHERE home.village = ${division})`;
}

/** Rows of `alerts` in a division. */
export function alertsWithin(division: string): RawBuilder<boolean> {
  return within(division, sql.ref('alerts.township'), sql.ref('alerts.gateway_id'));
}

/** Rows of `gateways` in a division. */
export function gatewaysWithin(division: string): RawBuilder<boolean> {
  return within(division, sql.ref('gateways.township'), sql.ref('gateways.gateway_id'));
}
