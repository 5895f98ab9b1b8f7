/** Figures of a division and of what it is made of, counted by the database. */
import { type RawBuilder, sql } from 'kysely';
import type { OverviewAlert } from '../../../edge-config/contracts/rest.ts';
import { levelOf } from '../../domain/division.ts';
import type { Divisions } from '../divisions.ts';
import type { Database } from './database.ts';
import { gatewayIsLate } from './lateness.ts';
import { alertsWithin, gatewaysWithin } from './scope.ts';

export interface Day {
  /** Now, by the console's clock. */
  readonly at: Date;
  /** IANA name. */
  readonly timeZone: string;
  /** Local midnight. */
  readonly beganAt: Date;
  /** Local midnight so many days ago as the averages reach back. */
  readonly comparedFrom: Date;
  /** Full days from then to now, less those before the first alert of all. */
  readonly comparedDays: number;
}

/** Days of which the averages are. */
const COMPARED_DAYS = 14;

/** @param at RFC 3339 */
export async function readDay(database: Database, at: string, timeZone: string): Promise<Day> {
  const now = sql`${at}::timestamptz`;
  const midnight = sql`date_trunc('day', ${now} AT TIME ZONE ${timeZone})`;
  const firstDay = sql`(SELECT min(committed_at) AT TIME ZONE ${timeZone} FROM alerts)::date`;
  const { rows } = await sql<{ began_at: Date; compared_from: Date; days: number }>`
    SELECT ${midnight} AT TIME ZONE ${timeZone} AS began_at,
      (${midnight} - ${COMPARED_DAYS} * interval '1 day') AT TIME ZONE ${timeZone} AS compared_from,
      greatest(0, least(${COMPARED_DAYS}::int, coalesce(${midnight}::date - ${firstDay}, 0))) AS days
  `.execute(database);
  const [row] = rows;
  if (row === undefined) throw new RangeError('no row of a query that always has one');
  const { began_at: beganAt, compared_from: comparedFrom, days: comparedDays } = row;
  return { at: new Date(at), timeZone, beganAt, comparedFrom, comparedDays };
}

const CHILD_DIGITS: Readonly<Record<string, number>> = { city: 6, county: 9, township: 12 };

/** What `division` is made of, as far as it was imported; nothing below a village. */
export async function readChildren(
  database: Database,
  division: string,
): Promise<{ code: string; name: string }[]> {
  const digits = childDigits(division);
  if (digits === undefined) return [];
  return database
    .selectFrom('divisions')
    .select(['code', 'name'])
    .where('code', 'like', `${division}%`)
    .where(sql<number>`length(code)`, '=', digits)
    .orderBy('code')
    .execute();
}

function childDigits(division: string): number | undefined {
  return CHILD_DIGITS[levelOf(division) ?? ''];
}

type Table = 'alerts' | 'gateways';

/** The code of the child that a row lies in; null where it is not known: a gateway's village may not be. */
function childOf(division: string, table: Table): RawBuilder<string | null> {
  const digits = childDigits(division);
  if (digits === undefined) return sql`NULL::text`;
  if (digits < 12) return sql`left(${sql.ref(`${table}.township`)}, ${sql.lit(digits)})`;
  return table === 'gateways'
    ? sql`gateways.village`
    : sql`(SELECT home.village FROM gateways AS home WHERE home.gateway_id = alerts.gateway_id)`;
}

/** Each happening once, and in earnest. */
const COUNTS = sql`alerts.status = 'actual' AND alerts.merged_into IS NULL`;

export interface OpenCount {
  readonly child: string | null;
  readonly severity: OverviewAlert['severity'];
  readonly status: OverviewAlert['status'];
  readonly open: number;
  readonly untaken: number;
}

export async function countOpen(database: Database, division: string): Promise<OpenCount[]> {
  const { rows } = await sql<OpenCount>`
    SELECT ${childOf(division, 'alerts')} AS child, alerts.severity, alerts.status, count(*)::int AS open,
      count(*) FILTER (WHERE alerts.state = 'raised')::int AS untaken
    FROM alerts
    WHERE alerts.state <> 'closed' AND alerts.merged_into IS NULL AND ${alertsWithin(division)}
    GROUP BY 1, 2, 3`.execute(database);
  return rows;
}

export interface HourCount {
  readonly child: string | null;
  /** Hour of the local day. */
  readonly hour: number;
  readonly raised: number;
}

export async function countRaised(database: Database, division: string, day: Day): Promise<HourCount[]> {
  const { rows } = await sql<HourCount>`
    SELECT ${childOf(division, 'alerts')} AS child, ${hourOf(day)} AS hour, count(*)::int AS raised
    FROM alerts
    WHERE ${COUNTS} AND ${since(day.beganAt, day.at, 'committed_at')} AND ${alertsWithin(division)}
    GROUP BY 1, 2`.execute(database);
  return rows;
}

/** Of the days before today, all children together. */
export async function countRaisedBefore(
  database: Database,
  division: string,
  day: Day,
): Promise<Omit<HourCount, 'child'>[]> {
  const { rows } = await sql<Omit<HourCount, 'child'>>`
    SELECT ${hourOf(day)} AS hour, count(*)::int AS raised
    FROM alerts
    WHERE ${COUNTS} AND alerts.committed_at >= ${day.comparedFrom.toISOString()}::timestamptz
      AND alerts.committed_at < ${day.beganAt.toISOString()}::timestamptz AND ${alertsWithin(division)}
    GROUP BY 1`.execute(database);
  return rows;
}

function hourOf({ timeZone }: Day): RawBuilder<number> {
  return sql`extract(hour FROM alerts.committed_at AT TIME ZONE ${timeZone})::int`;
}

function since(from: Date, to: Date, column: 'committed_at' | 'closed_at'): RawBuilder<boolean> {
  const ref = sql.ref(`alerts.${column}`);
  return sql`${ref} >= ${from.toISOString()}::timestamptz AND ${ref} <= ${to.toISOString()}::timestamptz`;
}

export interface ClosedCount {
  readonly child: string | null;
  readonly outcome: 'true' | 'false' | 'test' | null;
  readonly closed: number;
}

export async function countClosed(database: Database, division: string, day: Day): Promise<ClosedCount[]> {
  const { rows } = await sql<ClosedCount>`
    SELECT ${childOf(division, 'alerts')} AS child, alerts.outcome, count(*)::int AS closed
    FROM alerts
    WHERE ${COUNTS} AND alerts.state = 'closed' AND ${since(day.beganAt, day.at, 'closed_at')}
      AND ${alertsWithin(division)}
    GROUP BY 1, 2`.execute(database);
  return rows;
}

export interface ResponseTimes {
  readonly count: number;
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
}

/** Of the alerts that were committed today. */
export async function readResponse(
  database: Database,
  division: string,
  day: Day,
): Promise<{ acknowledged: ResponseTimes; onScene: ResponseTimes }> {
  const msTo = (column: string): RawBuilder<number> =>
    sql`greatest(0, extract(epoch FROM ${sql.ref(`alerts.${column}`)} - alerts.committed_at)::float8 * 1000)`;
  const quantile = (share: number, column: string): RawBuilder<number | null> =>
    sql`round(percentile_cont(${sql.lit(share)}) WITHIN GROUP (ORDER BY ${msTo(column)})
      FILTER (WHERE ${sql.ref(`alerts.${column}`)} IS NOT NULL))::int`;
  const times = (
    column: string,
  ): RawBuilder<unknown> => sql`json_build_object('count', count(${sql.ref(column)}),
    'medianMs', ${quantile(0.5, column)}, 'p95Ms', ${quantile(0.95, column)})`;
  const { rows } = await sql<{ acknowledged: ResponseTimes; on_scene: ResponseTimes }>`
    SELECT ${times('acknowledged_at')} AS acknowledged, ${times('on_scene_at')} AS on_scene
    FROM alerts
    WHERE ${COUNTS} AND ${since(day.beganAt, day.at, 'committed_at')} AND ${alertsWithin(division)}`.execute(
    database,
  );
  const [row] = rows;
  const none = { count: 0, medianMs: null, p95Ms: null };
  return { acknowledged: row?.acknowledged ?? none, onScene: row?.on_scene ?? none };
}

export interface WatchCounts {
  readonly gateways: readonly { child: string | null; gateways: number; late: number }[];
  readonly cameras: readonly {
    child: string | null;
    state: 'watching' | 'blind' | 'connecting' | 'unknown';
    cameras: number;
  }[];
  readonly households: readonly { child: string | null; unknown: number }[];
}

/** What is watched, and what is unknown. */
export async function countWatched(database: Database, division: string, at: Date): Promise<WatchCounts> {
  const child = childOf(division, 'gateways');
  const isLate = gatewayIsLate(at.toISOString());
  const within = gatewaysWithin(division);
  const gateways = await sql<WatchCounts['gateways'][number]>`
    SELECT ${child} AS child, count(*)::int AS gateways, count(*) FILTER (WHERE ${isLate})::int AS late
    FROM gateways WHERE ${within} GROUP BY 1`.execute(database);
  // Counted by gateway first: whether it is late is asked once for all of its cameras.
  const cameras = await sql<WatchCounts['cameras'][number]>`
    SELECT ${child} AS child, CASE WHEN ${isLate} THEN 'unknown' ELSE counted.state END AS state,
      sum(counted.cameras)::int AS cameras
    FROM (SELECT gateway_id, state, count(*) AS cameras FROM cameras GROUP BY 1, 2) AS counted
    JOIN gateways ON gateways.gateway_id = counted.gateway_id
    WHERE ${within} GROUP BY 1, 2`.execute(database);
  const households = await sql<WatchCounts['households'][number]>`
    SELECT ${child} AS child, sum(counted.households)::int AS unknown
    FROM (SELECT gateway_id, state, count(*) AS households FROM households GROUP BY 1, 2) AS counted
    JOIN gateways ON gateways.gateway_id = counted.gateway_id
    WHERE ${within} AND (counted.state = 'unknown' OR ${isLate}) GROUP BY 1`.execute(database);
  return { gateways: gateways.rows, cameras: cameras.rows, households: households.rows };
}

/** Open alerts in one line each. */
export async function listOpen(
  database: Database,
  divisions: Divisions,
  { division, pick, limit }: { division: string; pick: 'newest' | 'waiting' | 'calling'; limit: number },
): Promise<OverviewAlert[]> {
  const isWaiting = sql<boolean>`${COUNTS} AND alerts.state = 'raised'`;
  const condition = {
    newest: sql<boolean>`alerts.merged_into IS NULL`,
    waiting: isWaiting,
    calling: sql<boolean>`${isWaiting} AND alerts.severity = 'extreme'`,
  }[pick];
  const rows = await database
    .selectFrom('alerts')
    .leftJoin('gateways', 'gateways.gateway_id', 'alerts.gateway_id')
    .select([
      'alerts.alert_id',
      'alerts.type',
      'alerts.severity',
      'alerts.status',
      'alerts.state',
      'alerts.machine_ended',
      'alerts.township',
      'alerts.committed_at',
      'alerts.revision',
      'gateways.village',
      sql<string>`alerts.latest->'place'->>'label'`.as('place_label'),
    ])
    .where('alerts.state', '<>', 'closed')
    .where(condition)
    .where(alertsWithin(division))
    // Ids rise with time; who waits is counted from the commit.
    .orderBy(pick === 'newest' ? sql`alerts.alert_id DESC` : sql`alerts.committed_at, alerts.alert_id`)
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    alertId: row.alert_id,
    type: row.type,
    severity: row.severity,
    status: row.status,
    state: row.state,
    machineEnded: row.machine_ended,
    placeLabel: row.place_label,
    division: {
      code: row.village ?? row.township,
      names: divisions.namesOf(row.village ?? row.township),
    },
    committedAt: row.committed_at.toISOString(),
    revision: row.revision,
  }));
}
