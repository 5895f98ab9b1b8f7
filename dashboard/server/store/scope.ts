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

/**
 * Rows of `guardians` whom people of a division see: those of its households or alerts, and those who belong to no
 * household yet.
 */
export function guardiansWithin(division: string): RawBuilder<boolean> {
  if (division === '') return sql<boolean>`true`;
  return sql<boolean>`(
    NOT EXISTS (SELECT 1 FROM household_guardians AS bound WHERE bound.guardian_id = guardians.guardian_id)
    OR EXISTS (SELECT 1 FROM household_guardians AS bound JOIN gateways ON gateways.gateway_id = bound.gateway_id
      WHERE bound.guardian_id = guardians.guardian_id AND ${gatewaysWithin(division)})
    OR EXISTS (SELECT 1 FROM alert_guardians AS told JOIN alerts ON alerts.alert_id = told.alert_id
      WHERE told.guardian_id = guardians.guardian_id AND ${alertsWithin(division)}))`;
}
