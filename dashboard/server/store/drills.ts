/** Drills as people started them; how each went stands in the history of its alert. */
import { type Selectable, sql } from 'kysely';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';
import { gatewaysWithin } from './scope.ts';

export type DrillRow = Selectable<Schema['drills']>;

export interface NewDrill {
  readonly drillId: string;
  readonly division: string;
  readonly gatewayId: string;
  readonly cameraId: string;
  readonly startedBy: string;
  readonly startedAt: string;
}

/** Before the gateway is asked: that nobody answered is worth knowing as well. */
export async function insertDrill(database: Database, drill: NewDrill): Promise<void> {
  await database
    .insertInto('drills')
    .values({
      ...{ drill_id: drill.drillId, division: drill.division, alert_id: null },
      ...{ gateway_id: drill.gatewayId, camera_id: drill.cameraId },
      ...{ started_by: drill.startedBy, started_at: drill.startedAt },
    })
    .execute();
}

export async function nameAlertOfDrill(database: Database, drillId: string, alertId: string): Promise<void> {
  await database.updateTable('drills').set({ alert_id: alertId }).where('drill_id', '=', drillId).execute();
}

export function readDrill(database: Database, drillId: string): Promise<DrillRow | undefined> {
  return database.selectFrom('drills').selectAll().where('drill_id', '=', drillId).executeTakeFirst();
}

/** Newest first. */
export function listDrills(
  database: Database,
  filter: { readonly division: string; readonly before: string | undefined; readonly limit: number },
): Promise<DrillRow[]> {
  let query = database
    .selectFrom('drills')
    .selectAll()
    .where('division', 'like', `${filter.division}%`)
    .orderBy('drill_id', 'desc')
    .limit(filter.limit);
  if (filter.before !== undefined) query = query.where('drill_id', '<', filter.before);
  return query.execute();
}

/** Where a drill in a division is raised: at a gateway that is heard, best at a household, by a camera that watches. */
export function chooseCamera(
  database: Database,
  division: string,
  at: string,
): Promise<{ readonly gatewayId: string; readonly cameraId: string } | undefined> {
  return database
    .selectFrom('gateways')
    .innerJoin('cameras', 'cameras.gateway_id', 'gateways.gateway_id')
    .select(['gateways.gateway_id as gatewayId', 'camera_id as cameraId'])
    .where(gatewaysWithin(division))
    .where('gateways.due_at', '>', sql<Date>`${at}::timestamptz`)
    .orderBy(sql`(cameras.household_id IS NULL)`)
    .orderBy(sql`(cameras.state <> 'watching')`)
    .orderBy('gateways.gateway_id')
    .orderBy('camera_id')
    .limit(1)
    .executeTakeFirst();
}
