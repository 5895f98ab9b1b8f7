/** What people did about alerts, idempotent by its ids. What arrives from the villages: arrivals.ts. */
import { sql, type Transaction } from 'kysely';
import { ulid } from 'ulid';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import type { Outcome } from '../../../edge-config/contracts/primitives.ts';
import { type AlertLife, act, isRemark, type LifeAction, mayMerge } from '../../domain/alert-life.ts';
import { type OwnTime, settle } from '../../domain/own-time.ts';
import type { Database } from './database.ts';
import { holdEscalation, stopEscalations } from './escalations.ts';
import { insertSent, type NewMessage } from './notifications.ts';
import type { Schema } from './schema.ts';
import { keepForVillage } from './village-messages.ts';

/** The console's own alerts of gateways that have not been heard again. Literals, so that its index is used. */
export async function openSilences(database: Database): Promise<Alert[]> {
  const rows = await database
    .selectFrom('alerts')
    .select('latest')
    .where(sql<boolean>`type = 'gateway_silent' AND machine_ended = false`)
    .execute();
  return rows.map(({ latest }) => latest);
}

interface Actor {
  readonly kind: 'operator' | 'responder' | 'guardian';
  readonly label: string;
}

export interface HumanChange {
  readonly alertId: string;
  readonly kind: Exclude<LifeAction, 'merged'>;
  readonly actionId: string;
  readonly actor: Actor;
  readonly at: string;
  readonly note: string | null;
  readonly outcome: Outcome | null;
  /** Of a dispatch: the responder. */
  readonly target?: string;
  /** Of a dispatch: what he is told. */
  readonly tells?: (tx: Transaction<Schema>) => Promise<NewMessage[]>;
  /** What the person had seen; null when the action is true whatever happened meanwhile. */
  readonly seenRevision: number | null;
}

/**
 * @returns whether it was new; a repeated `actionId` changes nothing.
 * @throws ShouwangError NOT_FOUND, ALERT_STATE_CONFLICT
 */
export function recordHuman(database: Database, change: HumanChange): Promise<boolean> {
  return database.transaction().execute(async (tx) => {
    const [row] = await lockAlerts(tx, [change.alertId]);
    if (row === undefined) throw new ShouwangError('NOT_FOUND', `alert ${change.alertId}`);
    const repeat = await tx
      .selectFrom('actions')
      .select('action_id')
      .where('action_id', '=', change.actionId)
      .executeTakeFirst();
    if (repeat !== undefined) return false;
    const { alertId, kind, outcome, target } = change;
    const next = actOr409(row, change);
    await writeLife(tx, alertId, next, {
      ...(kind === 'closed' ? { outcome } : {}),
      ...(kind === 'dispatched' && target !== undefined ? { dispatched_to: target } : {}),
    });
    await tx.insertInto('actions').values(toRow(change)).execute();
    const { actor, at } = change;
    await keepForVillage(tx, { alertId, at, byKind: actor.kind, kind, outcome });
    if (next.state === 'closed') await stopEscalations(tx, [alertId], at);
    else if (!isRemark(kind)) await holdEscalation(tx, alertId, at);
    if (change.tells !== undefined) await insertSent(tx, alertId, await change.tells(tx), at);
    return true;
  });
}

export interface DutyChange extends Omit<HumanChange, 'at' | 'seenRevision'> {
  readonly time: OwnTime;
  readonly receivedAt: string;
}

/**
 * What has happened out there is written down, whatever others did meanwhile.
 * @returns whether it was new (a repeated `actionId` changes nothing), and whether somebody else was first.
 * @throws ShouwangError NOT_FOUND
 */
export function recordOnDuty(
  database: Database,
  change: DutyChange,
): Promise<{ readonly isNew: boolean; readonly isConflict: boolean }> {
  return database.transaction().execute(async (tx) => {
    const { actor, alertId, kind, receivedAt, target, time } = change;
    const [row] = await lockAlerts(tx, [alertId]);
    if (row === undefined) throw new ShouwangError('NOT_FOUND', `alert ${alertId}`);
    const repeat = await tx
      .selectFrom('actions')
      .select('is_conflict')
      .where('action_id', '=', change.actionId)
      .executeTakeFirst();
    if (repeat !== undefined) return { isNew: false, isConflict: repeat.is_conflict };
    const isOthers = (await readTaker(tx, alertId)) !== actor.label;
    const { isConflict, life } = settle(toLife(row), { kind, at: time.at }, isOthers);
    const isSent = kind === 'dispatched' && target !== undefined && !isConflict;
    await writeLife(tx, alertId, life, isSent ? { dispatched_to: target } : {});
    await tx
      .insertInto('actions')
      .values({
        ...toRow({ ...change, at: time.at }),
        received_at: receivedAt,
        claimed_at: time.claimedAt,
        is_conflict: isConflict,
      })
      .execute();
    if (!isConflict && !isRemark(kind)) {
      await holdEscalation(tx, alertId, receivedAt);
      const { outcome } = change;
      await keepForVillage(tx, { alertId, at: time.at, byKind: actor.kind, kind, outcome });
    }
    if (isSent && change.tells !== undefined) {
      await insertSent(tx, alertId, await change.tells(tx), receivedAt);
    }
    return { isNew: true, isConflict };
  });
}

/** Shown name of who took it last; undefined when nobody did. */
async function readTaker(tx: Transaction<Schema>, alertId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('actions')
    .select('actor_label')
    .where('alert_id', '=', alertId)
    .where('actor_kind', 'in', ['operator', 'responder', 'guardian'])
    .where('kind', 'not in', ['seen', 'note', 'photo'])
    .where('is_conflict', '=', false)
    .orderBy('at', 'desc')
    .orderBy('action_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.actor_label;
}

export interface Merge {
  readonly alertId: string;
  readonly intoAlertId: string;
  readonly actor: Actor;
  readonly at: string;
  readonly seenRevision: number;
}

/**
 * Closes one alert as part of another, and notes it there.
 * @throws ShouwangError NOT_FOUND, ALERT_STATE_CONFLICT, ALERT_MERGE_REFUSED
 */
export function recordMerge(
  database: Database,
  { actor, alertId, at, intoAlertId, seenRevision }: Merge,
): Promise<void> {
  return database.transaction().execute(async (tx) => {
    const rows = await lockAlerts(tx, [alertId, intoAlertId]);
    const one = rows.find((row) => row.alert_id === alertId);
    const into = rows.find((row) => row.alert_id === intoAlertId);
    if (one === undefined || into === undefined) throw new ShouwangError('NOT_FOUND', `alert ${alertId}`);
    const closed = actOr409(one, { kind: 'merged', at, seenRevision });
    if (!mayMerge(toMergeable(one), toMergeable(into)))
      throw new ShouwangError('ALERT_MERGE_REFUSED', `${alertId} into ${intoAlertId}`);
    const noted = actOr409(into, { kind: 'note', at, seenRevision: null });
    await writeLife(tx, alertId, closed, { merged_into: intoAlertId });
    await writeLife(tx, intoAlertId, noted, {});
    const action = { actor, at, note: null, outcome: null };
    await tx
      .insertInto('actions')
      .values([
        toRow({ ...action, actionId: ulid(), alertId, kind: 'merged', target: intoAlertId }),
        toRow({ ...action, actionId: ulid(), alertId: intoAlertId, kind: 'note', target: alertId }),
      ])
      .execute();
    await stopEscalations(tx, [alertId], at);
    await keepForVillage(tx, { alertId, at, byKind: actor.kind, kind: 'merged', outcome: null });
  });
}

type Locked = Awaited<ReturnType<typeof lockAlerts>>[number];

/** In the order of their ids, so that two merges never wait for each other. */
function lockAlerts(tx: Transaction<Schema>, alertIds: readonly string[]) {
  return tx
    .selectFrom('alerts')
    .select(['alert_id', 'state', 'revision', 'human_revision', 'merged_into'])
    .select(['acknowledged_at', 'dispatched_at', 'on_scene_at', 'closed_at'])
    .select(['status', 'gateway_id', 'township', 'occurred_at'])
    .where('alert_id', 'in', alertIds)
    .orderBy('alert_id')
    .forUpdate()
    .execute();
}

/** @throws ShouwangError ALERT_STATE_CONFLICT */
function actOr409(row: Locked, step: Parameters<typeof act>[1]): AlertLife {
  const next = act(toLife(row), step);
  if (next === undefined)
    throw new ShouwangError('ALERT_STATE_CONFLICT', `it is ${row.state} at revision ${row.revision}`);
  return next;
}

function toLife(row: Locked): AlertLife {
  return {
    state: row.state,
    revision: row.revision,
    humanRevision: row.human_revision,
    acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
    dispatchedAt: row.dispatched_at?.toISOString() ?? null,
    onSceneAt: row.on_scene_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
  };
}

function toMergeable(row: Locked): Parameters<typeof mayMerge>[0] {
  return {
    alertId: row.alert_id,
    state: row.state,
    isMerged: row.merged_into !== null,
    status: row.status,
    gatewayId: row.gateway_id,
    township: row.township,
    occurredMs: row.occurred_at.getTime(),
  };
}

async function writeLife(
  tx: Transaction<Schema>,
  alertId: string,
  life: AlertLife,
  more: {
    readonly outcome?: Outcome | null;
    readonly dispatched_to?: string;
    readonly merged_into?: string;
  },
): Promise<void> {
  await tx
    .updateTable('alerts')
    .set({
      state: life.state,
      revision: life.revision,
      human_revision: life.humanRevision,
      acknowledged_at: life.acknowledgedAt,
      dispatched_at: life.dispatchedAt,
      on_scene_at: life.onSceneAt,
      closed_at: life.closedAt,
      ...more,
    })
    .where('alert_id', '=', alertId)
    .execute();
}

function toRow(
  action: Pick<HumanChange, 'actionId' | 'alertId' | 'actor' | 'at' | 'note' | 'outcome' | 'target'> & {
    readonly kind: LifeAction;
  },
) {
  return {
    action_id: action.actionId,
    alert_id: action.alertId,
    kind: action.kind,
    actor_kind: action.actor.kind,
    actor_label: action.actor.label,
    at: action.at,
    note: action.note,
    outcome: action.outcome,
    target: action.target ?? null,
  };
}

export async function isBoundTo(database: Database, alertId: string, guardianId: string): Promise<boolean> {
  const row = await database
    .selectFrom('alert_guardians')
    .select('alert_id')
    .where('alert_id', '=', alertId)
    .where('guardian_id', '=', guardianId)
    .executeTakeFirst();
  return row !== undefined;
}
