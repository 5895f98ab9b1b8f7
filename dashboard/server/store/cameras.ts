/** Cameras as the county looks for them. Whether a gateway is heard is decided by the instant that is given. */
import { type ExpressionBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { CameraStatus } from '../../../edge-config/contracts/messages.ts';
import type {
  CameraCounts,
  CameraDetail,
  CameraRow,
  CameraState,
  Outage,
} from '../../../edge-config/contracts/rest.ts';
import type { Divisions } from '../divisions.ts';
import { anywhere, fromCursor, toCursor } from './cursor.ts';
import type { Database } from './database.ts';
import { gatewayIsLate, gatewayLoad } from './lateness.ts';
import type { Schema } from './schema.ts';
import { gatewaysWithin } from './scope.ts';

export interface CameraFilter {
  readonly division: string;
  readonly state?: CameraState | undefined;
  readonly placeKind?: CameraStatus['placeKind'] | undefined;
  readonly gatewayId?: string | undefined;
  readonly householdId?: string | undefined;
  /** Part of a name or id. */
  readonly q?: string | undefined;
}

export interface CameraPage {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

type Joined = Pick<Schema, 'cameras' | 'gateways' | 'households'>;
/** What a camera is to be called at `at`: nothing that its gateway said counts while it is not heard. */
const stateAt = (at: string) =>
  sql<CameraState>`CASE WHEN ${gatewayIsLate(at)} THEN 'unknown' ELSE cameras.state END`;

function cameras(database: Database): SelectQueryBuilder<Joined, keyof Joined, object> {
  return database
    .selectFrom('cameras')
    .innerJoin('gateways', 'gateways.gateway_id', 'cameras.gateway_id')
    .leftJoin('households', (join) =>
      join
        .onRef('households.gateway_id', '=', 'cameras.gateway_id')
        .onRef('households.household_id', '=', 'cameras.household_id'),
    ) as unknown as SelectQueryBuilder<Joined, keyof Joined, object>;
}

function matching(filter: Omit<CameraFilter, 'state'>) {
  return (eb: ExpressionBuilder<Joined, keyof Joined>) =>
    eb.and([
      gatewaysWithin(filter.division),
      ...(filter.placeKind === undefined ? [] : [eb('cameras.place_kind', '=', filter.placeKind)]),
      ...(filter.gatewayId === undefined ? [] : [eb('cameras.gateway_id', '=', filter.gatewayId)]),
      ...(filter.householdId === undefined ? [] : [eb('cameras.household_id', '=', filter.householdId)]),
      ...(filter.q === undefined ? [] : [eb.or(searched(eb, anywhere(filter.q)))]),
    ]);
}

function searched(eb: ExpressionBuilder<Joined, keyof Joined>, pattern: string) {
  return [
    eb('cameras.name', 'ilike', pattern),
    eb('cameras.camera_id', 'ilike', pattern),
    eb('cameras.gb28181_id', 'like', pattern),
    eb('gateways.gateway_id', 'ilike', pattern),
    eb('gateways.name', 'ilike', pattern),
    eb(sql<string>`households.status->>'label'`, 'ilike', pattern),
  ];
}

/** By township, gateway and id; the cursor is the place after the last one. */
export async function listCameras(
  database: Database,
  divisions: Divisions,
  filter: CameraFilter,
  { at, cursor, limit }: CameraPage & { readonly at: string },
): Promise<{ cameras: CameraRow[]; nextCursor: string | null }> {
  let query = selectRows(database, at).where(matching(filter));
  if (filter.state !== undefined) query = query.where(stateAt(at), '=', filter.state);
  if (cursor !== undefined) {
    const [township, gatewayId, cameraId] = fromCursor(cursor, 3);
    query = query.where(
      sql<boolean>`(gateways.township, cameras.gateway_id, cameras.camera_id) > (${township}, ${gatewayId}, ${cameraId})`,
    );
  }
  const rows = await query
    .orderBy('gateways.township')
    .orderBy('cameras.gateway_id')
    .orderBy('cameras.camera_id')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    cameras: page.map((row) => toRow(row, divisions)),
    nextCursor: last === undefined ? null : toCursor([last.township, last.gateway_id, last.camera_id]),
  };
}

/** All that the filter finds, by state. */
export async function countCameras(
  database: Database,
  filter: Omit<CameraFilter, 'state'>,
  at: string,
): Promise<CameraCounts> {
  const rows = await cameras(database)
    .where(matching(filter))
    .select([stateAt(at).as('state'), sql<string | number>`count(*)`.as('count')])
    .groupBy(sql`1`)
    .execute();
  return toCounts(rows);
}

export function toCounts(
  rows: readonly { readonly state: CameraState; readonly count: string | number }[],
): CameraCounts {
  const of = (state: CameraState): number =>
    rows.reduce((sum, row) => sum + (row.state === state ? Number(row.count) : 0), 0);
  return {
    watching: of('watching'),
    connecting: of('connecting'),
    blind: of('blind'),
    unknown: of('unknown'),
  };
}

const OUTAGES_SHOWN = 50;

export async function readCamera(
  database: Database,
  divisions: Divisions,
  { at, cameraId, gatewayId }: { readonly gatewayId: string; readonly cameraId: string; readonly at: string },
): Promise<CameraDetail | undefined> {
  const row = await selectRows(database, at)
    .where('cameras.gateway_id', '=', gatewayId)
    .where('cameras.camera_id', '=', cameraId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const still = await database
    .selectFrom('alerts')
    .innerJoin('alert_images', 'alert_images.alert_id', 'alerts.alert_id')
    .select(['alerts.alert_id', 'occurred_at'])
    .where('alerts.gateway_id', '=', gatewayId)
    .where('alerts.camera_id', '=', cameraId)
    .where(sql<boolean>`alert_images.sha256 = alerts.latest->'image'->>'sha256'`)
    .orderBy('alerts.alert_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    camera: toRow(row, divisions),
    status: row.status,
    load: row.load,
    outages: await listOutages(database, gatewayId, cameraId),
    lastStill:
      still === undefined ? null : { alertId: still.alert_id, occurredAt: still.occurred_at.toISOString() },
  };
}

async function listOutages(database: Database, gatewayId: string, cameraId: string): Promise<Outage[]> {
  const rows = await database
    .selectFrom('camera_outages')
    .select(['reason', 'began_at', 'ended_at'])
    .where('gateway_id', '=', gatewayId)
    .where('camera_id', '=', cameraId)
    .orderBy('began_at', 'desc')
    .limit(OUTAGES_SHOWN)
    .execute();
  return rows.map(({ began_at, ended_at, reason }) => ({
    reason,
    beganAt: began_at.toISOString(),
    endedAt: ended_at?.toISOString() ?? null,
  }));
}

function selectRows(database: Database, at: string) {
  return cameras(database).select([
    'cameras.gateway_id',
    'cameras.camera_id',
    'cameras.status',
    'gateways.township',
    'gateways.village',
    'gateways.heard_at',
    'gateways.name as gateway_name',
    sql<string | null>`households.status->>'label'`.as('household_label'),
    stateAt(at).as('state'),
    gatewayLoad(at).as('load'),
  ]);
}

type Selected = Awaited<ReturnType<ReturnType<typeof selectRows>['execute']>>[number];

function toRow(row: Selected, divisions: Divisions): CameraRow {
  const { status } = row;
  const code = row.village ?? row.township;
  const isUnknown = row.state === 'unknown';
  return {
    gatewayId: row.gateway_id,
    gatewayName: row.gateway_name,
    cameraId: row.camera_id,
    name: status.name,
    householdId: status.householdId,
    householdLabel: row.household_label,
    gb28181Id: status.gb28181Id ?? null,
    placeKind: status.placeKind,
    division: { code, names: divisions.namesOf(code) },
    state: row.state,
    reason: isUnknown ? null : status.reason,
    since: isUnknown ? row.heard_at.toISOString() : status.since,
    framesPerS: status.framesPerS,
    lastFrameAt: status.lastFrameAt,
  };
}
