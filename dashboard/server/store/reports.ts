/** Rows that reports are made of. */
import { type Expression, sql } from 'kysely';
import type { Outage } from '../../domain/report/blindness.ts';
import type { Period } from '../../domain/report/period.ts';
import type { ReportCamera } from '../../domain/report/report.ts';
import type { ReportRow } from '../../domain/report/rows.ts';
import type { Database } from './database.ts';
import { alertsWithin, gatewaysWithin } from './scope.ts';

/** Alerts that occurred in the period, of every status. */
export async function readReportRows(
  database: Database,
  division: string,
  { fromMs, toMs }: Period,
): Promise<ReportRow[]> {
  const rows = await database
    .selectFrom('alerts')
    .select([
      ...(['township', 'gateway_id', 'camera_id', 'household_id', 'type', 'severity', 'status'] as const),
      ...(['state', 'outcome', 'late', 'merged_into', 'occurred_at', 'raised_at'] as const),
      ...(['committed_at', 'acknowledged_at', 'dispatched_at', 'on_scene_at', 'closed_at'] as const),
    ])
    .where(alertsWithin(division))
    .where(sql<boolean>`occurred_at >= ${iso(fromMs)}::timestamptz`)
    .where(sql<boolean>`occurred_at < ${iso(toMs)}::timestamptz`)
    .execute();
  return rows.map((row) => {
    const tookMs = (at: Date | null): number | null =>
      at === null ? null : at.getTime() - row.committed_at.getTime();
    return {
      township: row.township,
      gatewayId: row.gateway_id,
      cameraId: row.camera_id,
      householdId: row.household_id,
      ...{ type: row.type, severity: row.severity, status: row.status, state: row.state },
      outcome: row.outcome,
      isLate: row.late,
      isMerged: row.merged_into !== null,
      occurredMs: row.occurred_at.getTime(),
      stageMs: {
        committed: row.committed_at.getTime() - row.raised_at.getTime(),
        acknowledged: tookMs(row.acknowledged_at),
        dispatched: tookMs(row.dispatched_at),
        on_scene: tookMs(row.on_scene_at),
        closed: tookMs(row.closed_at),
      },
    };
  });
}

export async function readReportCameras(database: Database, division: string): Promise<ReportCamera[]> {
  const rows = await database
    .selectFrom('cameras')
    .innerJoin('gateways', 'gateways.gateway_id', 'cameras.gateway_id')
    .select(['cameras.gateway_id', 'cameras.camera_id', 'gateways.township'])
    .where(gatewaysWithin(division))
    .execute();
  return rows.map((row) => ({
    gatewayId: row.gateway_id,
    cameraId: row.camera_id,
    township: row.township,
  }));
}

/**
 * Outages that touch the period: those that gateways told, and the silence of gateways, in which none of their cameras was
 * known to watch.
 */
export async function readOutages(database: Database, division: string, period: Period): Promise<Outage[]> {
  return [
    ...(await readTold(database, division, period)),
    ...(await readSilences(database, division, period)),
  ];
}

async function readTold(database: Database, division: string, period: Period): Promise<Outage[]> {
  const rows = await database
    .selectFrom('camera_outages')
    .innerJoin('gateways', 'gateways.gateway_id', 'camera_outages.gateway_id')
    .select([
      'camera_outages.gateway_id',
      'camera_outages.camera_id',
      'camera_outages.began_at',
      'camera_outages.ended_at',
      'gateways.township',
    ])
    .where(gatewaysWithin(division))
    .where(touches(period, sql.ref('camera_outages.began_at'), sql.ref('camera_outages.ended_at')))
    .execute();
  return rows.map(toOutage);
}

async function readSilences(database: Database, division: string, period: Period): Promise<Outage[]> {
  const rows = await database
    .selectFrom('alerts')
    .innerJoin('gateways', 'gateways.gateway_id', 'alerts.gateway_id')
    .innerJoin('cameras', 'cameras.gateway_id', 'alerts.gateway_id')
    .leftJoin('alert_events', (join) =>
      join
        .onRef('alert_events.alert_id', '=', 'alerts.alert_id')
        .on(sql<boolean>`alert_events.body->>'phase' = 'ended'`),
    )
    .select([
      ...(['alerts.gateway_id', 'cameras.camera_id', 'gateways.township'] as const),
      ...(['alerts.occurred_at as began_at', 'alert_events.received_at as ended_at'] as const),
    ])
    .where('alerts.type', '=', 'gateway_silent')
    .where(gatewaysWithin(division))
    .where(touches(period, sql.ref('alerts.occurred_at'), sql.ref('alert_events.received_at')))
    .execute();
  return rows.map(toOutage);
}

/** @param endedAt null while it lasts. */
function touches({ fromMs, toMs }: Period, beganAt: Expression<unknown>, endedAt: Expression<unknown>) {
  return sql<boolean>`(${beganAt} < ${iso(toMs)}::timestamptz
    AND (${endedAt} IS NULL OR ${endedAt} > ${iso(fromMs)}::timestamptz))`;
}

interface OutageRow {
  readonly gateway_id: string;
  readonly camera_id: string;
  readonly township: string;
  readonly began_at: Date;
  readonly ended_at: Date | null;
}

function toOutage(row: OutageRow): Outage {
  return {
    gatewayId: row.gateway_id,
    cameraId: row.camera_id,
    township: row.township,
    beganMs: row.began_at.getTime(),
    endedMs: row.ended_at?.getTime() ?? null,
  };
}

function iso(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
