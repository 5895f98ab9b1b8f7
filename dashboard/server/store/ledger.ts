/** The ledger: alerts by filter, page by page. */
import { type Expression, expressionBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import {
  LEDGER_COUNTED,
  type LedgerFilter,
  type LedgerRow,
  type LedgerStage,
} from '../../../edge-config/contracts/rest.ts';
import type { Divisions } from '../divisions.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';
import { alertsWithin } from './scope.ts';

/** The last row of the page before. */
export interface LedgerPosition {
  readonly occurredAt: string;
  readonly alertId: string;
}

/** Newest first by when it occurred; two of one moment by their ids. */
export async function readLedger(
  database: Database,
  divisions: Divisions,
  filter: LedgerFilter,
  { after, limit }: { readonly after: LedgerPosition | undefined; readonly limit: number },
): Promise<LedgerRow[]> {
  // Found in the index alone; only what is shown is read.
  let found = filtered(database, filter)
    .select('alerts.alert_id')
    .orderBy('alerts.occurred_at', 'desc')
    .orderBy('alerts.alert_id', 'desc')
    .limit(limit);
  if (after !== undefined) {
    found = found.where(
      sql<boolean>`(alerts.occurred_at, alerts.alert_id) < (${after.occurredAt}::timestamptz, ${after.alertId})`,
    );
  }
  const rows = await database
    .selectFrom('alerts')
    .select([
      ...(['alert_id', 'occurred_at', 'raised_at', 'committed_at', 'acknowledged_at'] as const),
      ...(['dispatched_at', 'on_scene_at', 'closed_at', 'type', 'severity', 'status'] as const),
      ...(['place_label', 'township', 'gateway_id', 'camera_id', 'household_id', 'state'] as const),
      ...(['outcome', 'late', 'merged_into'] as const),
    ])
    .where('alert_id', 'in', found)
    .orderBy('occurred_at', 'desc')
    .orderBy('alert_id', 'desc')
    .execute();
  return toRows(database, divisions, rows);
}

/** @param most is counted up to, and one more. */
export async function countLedger(
  database: Database,
  filter: LedgerFilter,
  most: number = LEDGER_COUNTED,
): Promise<{ readonly count: number; readonly isMore: boolean }> {
  const { count } = await database
    .selectFrom(
      filtered(database, filter)
        .select(sql`1`.as('one'))
        .limit(most + 1)
        .as('found'),
    )
    .select(({ fn }) => fn.countAll<string | number>().as('count'))
    .executeTakeFirstOrThrow();
  return { count: Math.min(Number(count), most), isMore: Number(count) > most };
}

/** Rows in batches, from the newest on; each batch is a query of its own, so that nothing is held meanwhile. */
export async function* ledgerBatches(
  database: Database,
  divisions: Divisions,
  filter: LedgerFilter,
  { batch, most }: { readonly batch: number; readonly most: number },
): AsyncGenerator<LedgerRow[]> {
  let after: LedgerPosition | undefined;
  for (let left = most; left > 0; ) {
    const rows = await readLedger(database, divisions, filter, { after, limit: Math.min(batch, left) });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    if (rows.length < batch) return;
    left -= rows.length;
    after = last;
  }
}

type Alerts = SelectQueryBuilder<Schema, 'alerts', object>;

/** The same rule as `matches` of the reports (domain/report/rows.ts); a test holds them together. */
function filtered(database: Database, filter: LedgerFilter): Alerts {
  const { division = '', from, late, merged, q, status = ['actual'], stage, to } = filter;
  let query: Alerts = database
    .selectFrom('alerts')
    .where('alerts.status', 'in', status)
    .where(alertsWithin(division));
  for (const column of ['type', 'severity', 'state', 'outcome'] as const) {
    const values = filter[column];
    if (values !== undefined) query = query.where(`alerts.${column}`, 'in', values);
  }
  for (const kind of ['gateway', 'camera', 'household'] as const) {
    const id = filter[kind];
    if (id !== undefined) query = query.where(`alerts.${kind}_id`, '=', id);
  }
  if (from !== undefined) query = query.where(sql<boolean>`alerts.occurred_at >= ${from}::timestamptz`);
  if (to !== undefined) query = query.where(sql<boolean>`alerts.occurred_at < ${to}::timestamptz`);
  if (late !== undefined) query = query.where('alerts.late', '=', late === 'true');
  if (merged === 'hide') query = query.where('alerts.merged_into', 'is', null);
  if (merged === 'only') query = query.where('alerts.merged_into', 'is not', null);
  if (filter.dispatched !== undefined) {
    query = query.where('alerts.dispatched_at', filter.dispatched === 'true' ? 'is not' : 'is', null);
  }
  if (stage !== undefined) query = query.where(ofStage(stage, filter));
  if (q !== undefined) query = query.where(holding(q));
  return query;
}

/** From the commit; the commit itself from the raise. */
const STAGE_COLUMNS: Readonly<Record<LedgerStage, readonly [from: string, to: string]>> = {
  committed: ['raised_at', 'committed_at'],
  acknowledged: ['committed_at', 'acknowledged_at'],
  dispatched: ['committed_at', 'dispatched_at'],
  on_scene: ['committed_at', 'on_scene_at'],
  closed: ['committed_at', 'closed_at'],
};

function ofStage(stage: LedgerStage, { missedS, overS, withinS }: LedgerFilter): Expression<SqlBool> {
  const [from, to] = STAGE_COLUMNS[stage].map((column) => sql.ref(`alerts.${column}`));
  const until = (seconds: number) => sql`${from} + make_interval(secs => ${seconds})`;
  if (missedS !== undefined) return sql<boolean>`(${to} IS NULL OR ${to} > ${until(missedS)})`;
  const over = overS === undefined ? sql`` : sql` AND ${to} > ${until(overS)}`;
  const within = withinS === undefined ? sql`` : sql` AND ${to} <= ${until(withinS)}`;
  return sql<boolean>`(${to} IS NOT NULL${over}${within})`;
}

/** Notes are compared letter by letter: to fold the letters of all of them takes longer than the search. */
function holding(q: string): Expression<SqlBool> {
  if (ALERT_ID.test(q)) return sql<boolean>`alerts.alert_id = ${q.toUpperCase()}`;
  const part = (text: string): string => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return sql<boolean>`(alerts.place_search LIKE ${part(q.toLowerCase())} OR alerts.alert_id IN
    (SELECT alert_id FROM actions WHERE note IS NOT NULL AND note LIKE ${part(q)}))`;
}

const ALERT_ID = /^[0-9a-hjkmnp-tv-z]{26}$/i;

interface Row {
  readonly alert_id: string;
  readonly occurred_at: Date;
  readonly raised_at: Date;
  readonly committed_at: Date;
  readonly acknowledged_at: Date | null;
  readonly dispatched_at: Date | null;
  readonly on_scene_at: Date | null;
  readonly closed_at: Date | null;
  readonly type: LedgerRow['type'];
  readonly severity: LedgerRow['severity'];
  readonly status: LedgerRow['status'];
  readonly place_label: string;
  readonly township: string;
  readonly gateway_id: string;
  readonly camera_id: string | null;
  readonly household_id: string | null;
  readonly state: LedgerRow['state'];
  readonly outcome: LedgerRow['outcome'];
  readonly late: boolean;
  readonly merged_into: string | null;
}

async function toRows(database: Database, divisions: Divisions, rows: readonly Row[]): Promise<LedgerRow[]> {
  if (rows.length === 0) return [];
  const gatewayIds = [...new Set(rows.map((row) => row.gateway_id))];
  const homes = await database
    .selectFrom('gateways')
    .select(['gateway_id', 'village'])
    .where('gateway_id', 'in', gatewayIds)
    .execute();
  const places = await readPlaceNames(database, {
    cameras: rows.flatMap(({ camera_id: id, gateway_id: gatewayId }) =>
      id === null ? [] : { gatewayId, id },
    ),
    households: rows.flatMap(({ gateway_id: gatewayId, household_id: id }) =>
      id === null ? [] : { gatewayId, id },
    ),
  });
  const closings = await readClosings(database, rows);
  const villages = new Map(homes.map((row) => [row.gateway_id, row.village]));
  return rows.map((row) => {
    const code = villages.get(row.gateway_id) ?? row.township;
    const closing = closings.get(row.alert_id);
    const tookS = (at: Date | null): number | null => (at === null ? null : seconds(row.committed_at, at));
    return {
      alertId: row.alert_id,
      occurredAt: row.occurred_at.toISOString(),
      ...{ type: row.type, severity: row.severity, status: row.status, state: row.state },
      placeLabel: row.place_label,
      division: { code, names: divisions.namesOf(code) },
      gatewayId: row.gateway_id,
      camera:
        row.camera_id === null
          ? null
          : { cameraId: row.camera_id, name: places.camera(row.gateway_id, row.camera_id) },
      household:
        row.household_id === null
          ? null
          : { householdId: row.household_id, label: places.household(row.gateway_id, row.household_id) },
      outcome: row.outcome,
      closedBy: closing?.actor_label ?? null,
      note: closing?.note ?? null,
      tookS: {
        committed: seconds(row.raised_at, row.committed_at),
        acknowledged: tookS(row.acknowledged_at),
        dispatched: tookS(row.dispatched_at),
        on_scene: tookS(row.on_scene_at),
        closed: tookS(row.closed_at),
      },
      late: row.late,
      mergedInto: row.merged_into,
    };
  });
}

function seconds(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}

/** Who closed each, and what was written; of one that was closed twice, the newest. */
async function readClosings(database: Database, rows: readonly Row[]) {
  const closed = rows.filter(({ state }) => state === 'closed').map(({ alert_id }) => alert_id);
  if (closed.length === 0) return new Map<string, { actor_label: string; note: string | null }>();
  const actions = await database
    .selectFrom('actions')
    .select(['alert_id', 'actor_label', 'note'])
    .where('alert_id', 'in', closed)
    .where('kind', '=', 'closed')
    .orderBy('at')
    .execute();
  return new Map(actions.map((action) => [action.alert_id, action]));
}

export interface PlaceNames {
  camera(gatewayId: string, cameraId: string): string;
  household(gatewayId: string, householdId: string): string;
}

/** A camera or a household, within its gateway. */
export interface PlaceId {
  readonly gatewayId: string;
  readonly id: string;
}

export interface PlacesToName {
  readonly cameras: readonly PlaceId[];
  readonly households: readonly PlaceId[];
}

/** Names as the gateways told them; where none was heard, the id. */
export async function readPlaceNames(database: Database, asked: PlacesToName): Promise<PlaceNames> {
  const cameras =
    asked.cameras.length === 0
      ? []
      : await database
          .selectFrom('cameras')
          .select(['gateway_id', 'camera_id', 'name'])
          .where(({ eb, refTuple }) => eb(refTuple('gateway_id', 'camera_id'), 'in', tuples(asked.cameras)))
          .execute();
  const households =
    asked.households.length === 0
      ? []
      : await database
          .selectFrom('households')
          .select(['gateway_id', 'household_id', sql<string>`status->>'label'`.as('label')])
          .where(({ eb, refTuple }) =>
            eb(refTuple('gateway_id', 'household_id'), 'in', tuples(asked.households)),
          )
          .execute();
  const cameraNames = new Map(cameras.map((row) => [`${row.gateway_id} ${row.camera_id}`, row.name]));
  const labels = new Map(households.map((row) => [`${row.gateway_id} ${row.household_id}`, row.label]));
  return {
    camera: (gatewayId, cameraId) => cameraNames.get(`${gatewayId} ${cameraId}`) ?? cameraId,
    household: (gatewayId, householdId) => labels.get(`${gatewayId} ${householdId}`) ?? householdId,
  };
}

function tuples(places: readonly PlaceId[]) {
  const { tuple } = expressionBuilder();
  const once = new Map(places.map((place) => [`${place.gatewayId} ${place.id}`, place]));
  return [...once.values()].map(({ gatewayId, id }) => tuple(gatewayId, id));
}
