/** Rows that reports are made of. */
import { sql } from 'kysely';
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

/** Outages that touch the period. */
export async function readOutages(
  database: Database,
  division: string,
  { fromMs, toMs }: Period,
): Promise<Outage[]> {
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
    .where(sql<boolean>`camera_outages.began_at < ${iso(toMs)}::timestamptz`)
    .where(
      sql<boolean>`(camera_outages.ended_at IS NULL OR camera_outages.ended_at > ${iso(fromMs)}::timestamptz)`,
    )
    .execute();
  return rows.map((row) => ({
    gatewayId: row.gateway_id,
    cameraId: row.camera_id,
    township: row.township,
    beganMs: row.began_at.getTime(),
    endedMs: row.ended_at?.getTime() ?? null,
  }));
}

function iso(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
