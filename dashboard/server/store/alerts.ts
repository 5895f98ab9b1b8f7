/** Alerts: recording events once, and what people did about them. Everything is idempotent by its ids. */
import { sql, type Transaction } from 'kysely';
import { ulid } from 'ulid';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { Alert, GuardianAction } from '../../../edge-config/contracts/messages.ts';
import type { Outcome } from '../../../edge-config/contracts/primitives.ts';
import type { AlertAction } from '../../../edge-config/contracts/rest.ts';
import { gatewayRoot } from '../../../edge-config/contracts/topics.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

export interface AlertArrival {
  readonly alert: Alert;
  readonly late: boolean;
  readonly outboxAt: string | null;
  readonly publishedAt: string | null;
  readonly receivedAt: string;
}

/**
 * Commits one event; returns after the commit. A repeat changes nothing, and a lower sequence that comes late never
 * overwrites what is newer.
 * @returns when the event was committed first.
 * @throws ShouwangError MESSAGE_MALFORMED when the alert is another gateway's.
 */
export function recordAlert(
  database: Database,
  arrival: AlertArrival,
): Promise<{ committedAt: string; isNew: boolean }> {
  const { alert, receivedAt } = arrival;
  const { alertId, sequence } = alert;
  return database.transaction().execute(async (tx) => {
    const inserted = await tx
      .insertInto('alert_events')
      .values({ alert_id: alertId, sequence, body: JSON.stringify(alert), received_at: receivedAt })
      .onConflict((conflict) => conflict.columns(['alert_id', 'sequence']).doNothing())
      .returning('sequence')
      .executeTakeFirst();
    if (inserted === undefined) {
      const first = await tx
        .selectFrom('alert_events')
        .select('received_at')
        .where('alert_id', '=', alertId)
        .where('sequence', '=', sequence)
        .executeTakeFirstOrThrow();
      return { committedAt: first.received_at.toISOString(), isNew: false };
    }
    await upsertAlert(tx, arrival);
    await tx
      .insertInto('actions')
      .values({
        action_id: ulid(),
        alert_id: alertId,
        kind: alert.phase,
        actor_kind: 'gateway',
        actor_label: alert.gatewayId,
        at: alert.phase === 'raised' ? alert.raisedAt : receivedAt,
        note: null,
        outcome: null,
      })
      .execute();
    for (const guardian_id of alert.guardianIds) {
      await tx
        .insertInto('alert_guardians')
        .values({ alert_id: alertId, guardian_id })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    return { committedAt: receivedAt, isNew: true };
  });
}

/** The console's own alerts of gateways that have not been heard again. */
export async function openSilences(database: Database): Promise<Alert[]> {
  const rows = await database
    .selectFrom('alerts')
    .select('latest')
    .where('machine_ended', '=', false)
    .where(sql<string>`latest->>'type'`, '=', 'gateway_silent')
    .execute();
  return rows.map(({ latest }) => latest);
}

async function upsertAlert(tx: Transaction<Schema>, arrival: AlertArrival): Promise<void> {
  const { alert, late, outboxAt, publishedAt, receivedAt } = arrival;
  const known = await tx
    .selectFrom('alerts')
    .select(['sequence', 'latest', 'machine_ended', 'revision'])
    .where('alert_id', '=', alert.alertId)
    .forUpdate()
    .executeTakeFirst();
  // The way of an alert is the way of its first event.
  const way = { outbox_at: outboxAt, published_at: publishedAt };
  if (known === undefined) {
    await tx
      .insertInto('alerts')
      .values({
        alert_id: alert.alertId,
        sequence: alert.sequence,
        latest: JSON.stringify(alert),
        machine_ended: alert.phase === 'ended',
        late,
        state: 'raised',
        outcome: null,
        ...way,
        committed_at: receivedAt,
        receipt_at: null,
        revision: 1,
        human_revision: 1,
      })
      .execute();
    return;
  }
  if (gatewayRoot(known.latest) !== gatewayRoot(alert)) {
    throw new ShouwangError('MESSAGE_MALFORMED', `alert ${alert.alertId} belongs to another gateway`);
  }
  const isNewer = alert.sequence > known.sequence;
  await tx
    .updateTable('alerts')
    .set({
      ...(isNewer ? { latest: JSON.stringify(alert), sequence: alert.sequence } : {}),
      ...(alert.sequence === 1 ? way : {}),
      machine_ended: known.machine_ended || alert.phase === 'ended',
      revision: known.revision + 1,
    })
    .where('alert_id', '=', alert.alertId)
    .execute();
}

/** The receipt went out and the broker has it. */
export async function recordReceipt(database: Database, alertId: string, at: string): Promise<void> {
  await database
    .updateTable('alerts')
    .set((eb) => ({ receipt_at: at, revision: eb('revision', '+', 1) }))
    .where('alert_id', '=', alertId)
    .where('receipt_at', 'is', null)
    .execute();
}

export interface HumanChange {
  readonly alertId: string;
  readonly kind: Extract<AlertAction['kind'], 'acknowledged' | 'closed' | GuardianAction['action']>;
  readonly actionId: string;
  readonly actor: { readonly kind: 'operator' | 'guardian'; readonly label: string };
  readonly at: string;
  readonly note: string | null;
  readonly outcome: Outcome | null;
  /** What the person had seen; null when the action is true whatever happened meanwhile. */
  readonly seenRevision: number | null;
}

/**
 * @returns whether it was new; a repeated `actionId` changes nothing.
 * @throws ShouwangError NOT_FOUND, ALERT_STATE_CONFLICT
 */
export function recordHuman(database: Database, change: HumanChange): Promise<boolean> {
  return database.transaction().execute(async (tx) => {
    const alert = await tx
      .selectFrom('alerts')
      .select(['state', 'revision', 'human_revision'])
      .where('alert_id', '=', change.alertId)
      .forUpdate()
      .executeTakeFirst();
    if (alert === undefined) throw new ShouwangError('NOT_FOUND', `alert ${change.alertId}`);
    const repeat = await tx
      .selectFrom('actions')
      .select('action_id')
      .where('action_id', '=', change.actionId)
      .executeTakeFirst();
    if (repeat !== undefined) return false;
    const next = nextState(alert.state, change.kind);
    const isStale = change.seenRevision !== null && change.seenRevision < alert.human_revision;
    if (next === undefined || isStale) {
      throw new ShouwangError('ALERT_STATE_CONFLICT', `it is ${alert.state} at revision ${alert.revision}`);
    }
    const revision = alert.revision + 1;
    await tx
      .updateTable('alerts')
      .set({
        state: next,
        revision,
        ...(change.kind === 'seen' ? {} : { human_revision: revision }),
        ...(change.kind === 'closed' ? { outcome: change.outcome } : {}),
      })
      .where('alert_id', '=', change.alertId)
      .execute();
    await tx
      .insertInto('actions')
      .values({
        action_id: change.actionId,
        alert_id: change.alertId,
        kind: change.kind,
        actor_kind: change.actor.kind,
        actor_label: change.actor.label,
        at: change.at,
        note: change.note,
        outcome: change.outcome,
      })
      .execute();
    return true;
  });
}

type State = Schema['alerts']['state'];

/** Anyone's answer takes the alert; only an operator closes it; what is closed stays closed. */
function nextState(state: State, kind: HumanChange['kind']): State | undefined {
  switch (kind) {
    case 'seen':
      return state;
    case 'acknowledged':
      return state === 'raised' ? 'acknowledged' : undefined;
    case 'closed':
      return state === 'closed' ? undefined : 'closed';
    case 'going':
    case 'false':
    case 'safe':
      return state === 'raised' ? 'acknowledged' : state;
  }
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
