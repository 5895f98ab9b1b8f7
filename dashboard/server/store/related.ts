/** Alerts that may tell of the same happening. */
import { sql } from 'kysely';
import type { AlertView } from '../../../edge-config/contracts/rest.ts';
import type { Divisions } from '../divisions.ts';
import type { Database } from './database.ts';
import { toViews } from './views.ts';

const NEAR_MS = 30 * 60_000;
const MAX_NEARBY = 50;
const HOUSEHOLD_BEFORE = 10;

export async function readRelated(
  database: Database,
  divisions: Divisions,
  { alert }: AlertView,
): Promise<{ nearby: AlertView[]; household: AlertView[] }> {
  const at = (offsetMs: number) =>
    sql<Date>`${new Date(Date.parse(alert.occurredAt) + offsetMs).toISOString()}::timestamptz`;
  const others = database
    .selectFrom('alerts')
    .selectAll()
    .where('gateway_id', '=', alert.gatewayId)
    .where('alert_id', '!=', alert.alertId);
  const nearby = await others
    .where('occurred_at', '>=', at(-NEAR_MS))
    .where('occurred_at', '<=', at(NEAR_MS))
    .orderBy('occurred_at', 'desc')
    .limit(MAX_NEARBY)
    .execute();
  const household =
    alert.householdId === null
      ? []
      : await others
          .where('household_id', '=', alert.householdId)
          .orderBy('alert_id', 'desc')
          .limit(HOUSEHOLD_BEFORE)
          .execute();
  return {
    nearby: await toViews(database, divisions, nearby),
    household: await toViews(database, divisions, household),
  };
}
