/** Gateways as pages see them: whole, at a glance, and as numbers. */
import { type Selectable, sql } from 'kysely';
import { MAX_CLOCK_SKEW_MS } from '../../../edge-config/contracts/durations.ts';
import {
  type EstateTotals,
  type GatewayGlance,
  type GatewayView,
  GLANCE_ROWS,
} from '../../../edge-config/contracts/rest.ts';
import { BOARD_GATEWAYS } from '../../../edge-config/contracts/timing.ts';
import { troubleRank } from '../../domain/trouble.ts';
import type { Divisions } from '../divisions.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';
import { gatewaysWithin } from './scope.ts';

type Row = Selectable<Schema['gateways']>;

/** All of them, whole: for a small village; a county asks for one, or for pages of cameras. */
export async function listGatewayViews(
  database: Database,
  divisions: Divisions,
  nowMs: number,
): Promise<GatewayView[]> {
  const rows = await database.selectFrom('gateways').selectAll().orderBy('gateway_id').execute();
  const cameras = await database.selectFrom('cameras').selectAll().orderBy('camera_id').execute();
  const households = await database.selectFrom('households').selectAll().orderBy('household_id').execute();
  return rows.map((row) => toView(row, { cameras, households }, divisions, nowMs));
}

export async function readGatewayView(
  database: Database,
  divisions: Divisions,
  gatewayId: string,
  nowMs: number,
): Promise<GatewayView | undefined> {
  const row = await readGateway(database, gatewayId);
  if (row === undefined) return undefined;
  const parts = await readParts(database, [gatewayId]);
  return toView(row, parts, divisions, nowMs);
}

export function readGateway(database: Database, gatewayId: string): Promise<Row | undefined> {
  return database.selectFrom('gateways').selectAll().where('gateway_id', '=', gatewayId).executeTakeFirst();
}

interface Parts {
  readonly cameras: readonly Selectable<Schema['cameras']>[];
  readonly households: readonly Selectable<Schema['households']>[];
}

async function readParts(database: Database, gatewayIds: readonly string[]): Promise<Parts> {
  const cameras = await database
    .selectFrom('cameras')
    .selectAll()
    .where('gateway_id', 'in', gatewayIds)
    .orderBy('camera_id')
    .execute();
  const households = await database
    .selectFrom('households')
    .selectAll()
    .where('gateway_id', 'in', gatewayIds)
    .orderBy('household_id')
    .execute();
  return { cameras, households };
}

function toView(row: Row, parts: Parts, divisions: Divisions, nowMs: number): GatewayView {
  const code = row.village ?? row.township;
  return {
    gatewayId: row.gateway_id,
    county: row.county,
    township: row.township,
    name: row.name,
    division: { code, names: divisions.namesOf(code) },
    status: row.status,
    heardAt: row.heard_at.toISOString(),
    late: row.due_at.getTime() <= nowMs,
    clockSkewMs: row.clock_skew_ms === null ? null : Number(row.clock_skew_ms),
    cameras: parts.cameras
      .filter((camera) => camera.gateway_id === row.gateway_id)
      .map((camera) => camera.status),
    households: parts.households
      .filter((household) => household.gateway_id === row.gateway_id)
      .map(({ status: { day: _day, ...view } }) => view),
  };
}

const CAMERA_ORDER = { blind: 0, connecting: 1, watching: 2 } as const;
const HOUSEHOLD_ORDER = { unknown: 0, out: 1, watched: 2 } as const;

/** Those of these gateways that exist, gravest trouble first. */
export async function readGlances(
  database: Database,
  divisions: Divisions,
  gatewayIds: readonly string[],
  nowMs: number,
): Promise<GatewayGlance[]> {
  if (gatewayIds.length === 0) return [];
  const rows = await database
    .selectFrom('gateways')
    .selectAll()
    .where('gateway_id', 'in', gatewayIds)
    .orderBy('gateway_id')
    .execute();
  const parts = await readParts(database, gatewayIds);
  const glances = rows.map((row) => toGlance(toView(row, parts, divisions, nowMs)));
  const rank = (glance: GatewayGlance): number => troubleRank(glance, MAX_CLOCK_SKEW_MS);
  return glances.sort((a, b) => rank(a) - rank(b));
}

function toGlance(view: GatewayView): GatewayGlance {
  const count = (state: GatewayView['cameras'][number]['state']): number =>
    view.cameras.filter((camera) => camera.state === state).length;
  return {
    ...view,
    cameras: [...view.cameras]
      .sort((a, b) => CAMERA_ORDER[a.state] - CAMERA_ORDER[b.state])
      .slice(0, GLANCE_ROWS),
    households: [...view.households]
      .sort((a, b) => HOUSEHOLD_ORDER[a.state] - HOUSEHOLD_ORDER[b.state])
      .slice(0, GLANCE_ROWS),
    cameraCounts: { watching: count('watching'), connecting: count('connecting'), blind: count('blind') },
    householdCount: view.households.length,
    householdsUnknown: view.households.filter(({ state }) => state === 'unknown').length,
  };
}

export async function countGateways(database: Database): Promise<number> {
  const { count } = await database
    .selectFrom('gateways')
    .select(sql<number>`count(*)::integer`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * The gateways that need somebody most, and if there are few in all, the others after them: a board that cannot hold all
 * is told of those in trouble only. Each step reads one index.
 */
export async function listTroubled(
  database: Database,
  divisions: Divisions,
  division: string,
  nowMs: number,
): Promise<GatewayGlance[]> {
  const now = new Date(nowMs).toISOString();
  const gateways = database
    .selectFrom('gateways')
    .select('gateways.gateway_id')
    .where(gatewaysWithin(division));
  const blind = (table: 'cameras' | 'households', state: string) =>
    gateways.where(
      sql<boolean>`EXISTS (SELECT FROM ${sql.table(table)} part
        WHERE part.gateway_id = gateways.gateway_id AND part.state = ${state})`,
    );
  const steps = [
    gateways.where('due_at', '<=', sql<Date>`${now}::timestamptz`).orderBy('due_at'),
    blind('cameras', 'blind').orderBy('gateways.gateway_id'),
    gateways
      .where(sql<boolean>`abs(clock_skew_ms) > ${MAX_CLOCK_SKEW_MS}`)
      .where('clock_skew_ms', 'is not', null)
      .orderBy(sql`abs(clock_skew_ms)`, 'desc'),
    blind('households', 'unknown').orderBy('gateways.gateway_id'),
    ...((await countGateways(database)) <= BOARD_GATEWAYS ? [gateways.orderBy('gateways.gateway_id')] : []),
  ];
  const found = new Set<string>();
  for (const step of steps) {
    if (found.size >= BOARD_GATEWAYS) break;
    const rows = await step.limit(BOARD_GATEWAYS).execute();
    for (const { gateway_id } of rows) if (found.size < BOARD_GATEWAYS) found.add(gateway_id);
  }
  return readGlances(database, divisions, [...found], nowMs);
}

export interface LateGateway {
  readonly gatewayId: string;
  readonly county: string;
  readonly township: string;
  readonly heardAt: string;
}

/** Gateways whose heartbeat is overdue, longest first. */
export async function listLate(database: Database, nowMs: number): Promise<LateGateway[]> {
  const rows = await database
    .selectFrom('gateways')
    .select(['gateway_id', 'county', 'township', 'heard_at'])
    .where('due_at', '<=', sql<Date>`${new Date(nowMs).toISOString()}::timestamptz`)
    .orderBy('due_at')
    .execute();
  return rows.map(({ county, gateway_id, heard_at, township }) => ({
    ...{ gatewayId: gateway_id, county, township },
    heardAt: heard_at.toISOString(),
  }));
}

/** Counted from indexes, a gateway of which nothing is heard counting as unknown. */
export async function readTotals(database: Database, division: string, nowMs: number): Promise<EstateTotals> {
  const now = new Date(nowMs).toISOString();
  const isLate = sql<boolean>`(gateways.due_at <= ${now}::timestamptz)`;
  const gateways = await database
    .selectFrom('gateways')
    .select([isLate.as('late'), sql<number>`count(*)::integer`.as('count')])
    .where(gatewaysWithin(division))
    .groupBy('late')
    .execute();
  const cameras = await database
    .selectFrom('cameras')
    .innerJoin('gateways', 'gateways.gateway_id', 'cameras.gateway_id')
    .select(['cameras.state', isLate.as('late'), sql<number>`count(*)::integer`.as('count')])
    .where(gatewaysWithin(division))
    .groupBy(['cameras.state', 'late'])
    .execute();
  const households = await database
    .selectFrom('households')
    .innerJoin('gateways', 'gateways.gateway_id', 'households.gateway_id')
    .select(['households.state', isLate.as('late'), sql<number>`count(*)::integer`.as('count')])
    .where(gatewaysWithin(division))
    .groupBy(['households.state', 'late'])
    .execute();
  const seen = (state: string): number => sum(cameras.filter((row) => !row.late && row.state === state));
  return {
    gateways: sum(gateways),
    late: sum(gateways.filter(({ late }) => late)),
    cameras: {
      watching: seen('watching'),
      connecting: seen('connecting'),
      blind: seen('blind'),
      unknown: sum(cameras.filter(({ late }) => late)),
    },
    households: sum(households),
    householdsUnknown: sum(households.filter(({ late, state }) => late || state === 'unknown')),
  };
}

function sum(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}
