/** What a board begins with: bounded, however much there is. */
import { sql } from 'kysely';
import { type LiveMessage, SNAPSHOT_CLOSED, SNAPSHOT_OPEN } from '../../../edge-config/contracts/live.ts';
import type { AlertView } from '../../../edge-config/contracts/rest.ts';
import type { Divisions } from '../divisions.ts';
import type { Database } from './database.ts';
import { listTroubled, readTotals } from './gateway-views.ts';
import { alertsWithin } from './scope.ts';
import { type AlertRow, toViews } from './views.ts';

export type Snapshot = Omit<Extract<LiveMessage, { kind: 'snapshot' }>, 'kind' | 'at'>;
export type Totals = Omit<Extract<LiveMessage, { kind: 'totals' }>, 'kind' | 'at'>;

export async function readSnapshot(
  database: Database,
  divisions: Divisions,
  division: string,
  nowMs: number,
): Promise<Snapshot> {
  const rows = [...(await gravestOpen(database, division)), ...(await newestClosed(database, division))];
  const alerts = (await toViews(database, divisions, rows)).map(withoutTimeline);
  const gateways = await listTroubled(database, divisions, division, nowMs);
  return { alerts, gateways, ...(await readBoardTotals(database, division, nowMs)) };
}

export async function readBoardTotals(database: Database, division: string, nowMs: number): Promise<Totals> {
  const { count } = await database
    .selectFrom('alerts')
    .select(sql<number>`count(*)::integer`.as('count'))
    .where(sql<boolean>`alerts.state <> 'closed'`)
    .where(alertsWithin(division))
    .executeTakeFirstOrThrow();
  return { openTotal: count, totals: await readTotals(database, division, nowMs) };
}

/** In the order of the index `alerts_in_queue`, which ends the search after so many. */
function gravestOpen(database: Database, division: string): Promise<AlertRow[]> {
  return database
    .selectFrom('alerts')
    .selectAll()
    .where(sql<boolean>`alerts.state <> 'closed'`)
    .where(alertsWithin(division))
    .orderBy(sql`(alerts.status <> 'actual')`)
    .orderBy(sql`(alerts.state <> 'raised')`)
    .orderBy(sql`array_position(ARRAY['extreme', 'severe', 'moderate', 'minor'], alerts.severity)`)
    .orderBy('alert_id', 'desc')
    .limit(SNAPSHOT_OPEN)
    .execute();
}

function newestClosed(database: Database, division: string): Promise<AlertRow[]> {
  return database
    .selectFrom('alerts')
    .selectAll()
    .where('state', '=', 'closed')
    .where(alertsWithin(division))
    .orderBy('alert_id', 'desc')
    .limit(SNAPSHOT_CLOSED)
    .execute();
}

/** It is most of a view's bytes, and looked at for one alert at a time. */
function withoutTimeline(view: AlertView): AlertView {
  const { alert } = view;
  return { ...view, alert: { ...alert, evidence: { ...alert.evidence, timeline: [] } } };
}
