/** The smaller tables: gateways, cameras, households, stills, dead letters, audit. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type {
  CameraStatus,
  GatewayStatus,
  HouseholdStatus,
} from '../../../edge-config/contracts/messages.ts';
import type { GatewayAddress } from '../../../edge-config/contracts/topics.ts';
import type { Database } from './database.ts';

export async function recordGateway(
  database: Database,
  { county, township, gatewayId }: GatewayAddress,
  status: GatewayStatus,
  {
    heardAt,
    isAlive,
    clockSkewMs,
  }: { readonly heardAt: string; readonly isAlive: boolean; readonly clockSkewMs: number | null },
): Promise<void> {
  const values = {
    ...{ county, township, status: JSON.stringify(status) },
    // What was measured stays until it is measured again.
    ...(clockSkewMs === null ? {} : { clock_skew_ms: clockSkewMs }),
  };
  await database
    .insertInto('gateways')
    .values({ gateway_id: gatewayId, ...values, heard_at: heardAt })
    .onConflict((conflict) =>
      conflict.column('gateway_id').doUpdateSet(isAlive ? { ...values, heard_at: heardAt } : values),
    )
    .execute();
}

/** With the history of its outages: one begins when it watches no more, and ends when it watches again. */
export async function recordCamera(
  database: Database,
  gatewayId: string,
  status: CameraStatus,
  heardAt: string,
): Promise<void> {
  const values = { status: JSON.stringify(status), heard_at: heardAt };
  const { cameraId, reason, since, state } = status;
  await database.transaction().execute(async (tx) => {
    const before = await tx
      .selectFrom('cameras')
      .select(['state', 'reason'])
      .where('gateway_id', '=', gatewayId)
      .where('camera_id', '=', cameraId)
      .forUpdate()
      .executeTakeFirst();
    await tx
      .insertInto('cameras')
      .values({ gateway_id: gatewayId, camera_id: cameraId, ...values })
      .onConflict((conflict) => conflict.columns(['gateway_id', 'camera_id']).doUpdateSet(values))
      .execute();
    if (before?.state === state && before.reason === reason) return;
    // A new reason is a new outage: nobody looks for a broken cable behind a covered lens.
    if (state !== 'connecting') {
      await tx
        .updateTable('camera_outages')
        .set({ ended_at: since })
        .where('gateway_id', '=', gatewayId)
        .where('camera_id', '=', cameraId)
        .where('ended_at', 'is', null)
        .execute();
    }
    if (state === 'blind') {
      await tx
        .insertInto('camera_outages')
        .values({ gateway_id: gatewayId, camera_id: cameraId, reason, began_at: since })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  });
}

export async function recordHousehold(
  database: Database,
  gatewayId: string,
  status: HouseholdStatus,
  heardAt: string,
): Promise<void> {
  const values = { status: JSON.stringify(status), heard_at: heardAt };
  // A day that is not told stays as it was told before.
  const kept = sql<string>`excluded.status || jsonb_build_object('day', households.status->'day')`;
  await database
    .insertInto('households')
    .values({ gateway_id: gatewayId, household_id: status.householdId, ...values })
    .onConflict((conflict) =>
      conflict
        .columns(['gateway_id', 'household_id'])
        .doUpdateSet(status.day === null ? { ...values, status: kept } : values),
    )
    .execute();
}

/** @returns whether it was kept: once the alert names its still, another never takes its place. */
export async function recordImage(
  database: Database,
  alertId: string,
  jpeg: Buffer,
  receivedAt: string,
): Promise<boolean> {
  const sha256 = createHash('sha256').update(jpeg).digest('hex');
  const alert = await database
    .selectFrom('alerts')
    .select('latest')
    .where('alert_id', '=', alertId)
    .executeTakeFirst();
  const named = alert?.latest.image?.sha256;
  if (named !== undefined && named !== sha256) return false;
  const values = { jpeg, sha256, received_at: receivedAt };
  await database
    .insertInto('alert_images')
    .values({ alert_id: alertId, ...values })
    .onConflict((conflict) => conflict.column('alert_id').doUpdateSet(values))
    .execute();
  return true;
}

export async function readImage(database: Database, alertId: string): Promise<Buffer | undefined> {
  const row = await database
    .selectFrom('alert_images')
    .innerJoin('alerts', 'alerts.alert_id', 'alert_images.alert_id')
    .select(['alert_images.jpeg', 'alert_images.sha256', 'alerts.latest'])
    .where('alert_images.alert_id', '=', alertId)
    .executeTakeFirst();
  return row !== undefined && row.latest.image?.sha256 === row.sha256 ? Buffer.from(row.jpeg) : undefined;
}

/** Bytes of a refused message that are kept. */
const DEAD_LETTER_BYTES = 65_536;

export async function recordDeadLetter(
  database: Database,
  letter: { readonly topic: string; readonly payload: Buffer; readonly reason: string; readonly at: string },
): Promise<void> {
  await database
    .insertInto('dead_letters')
    .values({
      topic: toText(letter.topic),
      payload: letter.payload.subarray(0, DEAD_LETTER_BYTES),
      reason: toText(letter.reason),
      received_at: letter.at,
    })
    .execute();
}

/** A letter must always be storable: PostgreSQL's text holds no NUL, but a topic may. */
function toText(text: string): string {
  return text.replaceAll('\0', '\ufffd').slice(0, 500);
}

export async function recordAudit(
  database: Database,
  entry: {
    readonly at: string;
    readonly actor: string;
    readonly what: string;
    readonly subject: string;
    /** Such as a reason that was typed in; never a password or token. */
    readonly detail?: string;
    /** What the actor is bound to; absent for who is no account of the county. */
    readonly division?: string | null;
  },
): Promise<void> {
  await database.insertInto('audit').values(entry).execute();
}

/** Where a gateway listens; undefined when it was never heard. */
export function readGatewayAddress(
  database: Database,
  gatewayId: string,
): Promise<GatewayAddress | undefined> {
  return database
    .selectFrom('gateways')
    .select(['county', 'township', 'gateway_id as gatewayId'])
    .where('gateway_id', '=', gatewayId)
    .executeTakeFirst();
}
