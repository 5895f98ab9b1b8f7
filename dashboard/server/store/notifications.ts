/** Messages to people and to other systems as rows: each is tried until it is delivered, given up, or somebody has answered. */
import { sql, type Transaction } from 'kysely';
import { monotonicFactory } from 'ulid';
import type { Notification } from '../../../edge-config/contracts/notify.ts';
import type { WebhookEvent } from '../../../edge-config/contracts/webhook.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

const nextId = monotonicFactory();

export type MessageKind = Schema['notifications']['kind'];

export interface NewMessage {
  /** The same at every attempt. */
  readonly messageId: string;
  readonly kind: MessageKind;
  /** Id of the notifier, or of the webhook. */
  readonly notifier: string;
  /** Null of a digest. */
  readonly alertId: string | null;
  readonly body: Notification | WebhookEvent;
}

export interface ClaimedMessage extends NewMessage {
  /** With this one. */
  readonly attempts: number;
  readonly madeAtMs: number;
}

export type Attempt =
  | { readonly kind: 'delivered' }
  /** @param retryAt null: given up. */
  | { readonly kind: 'refused'; readonly error: string; readonly retryAt: string | null };

export async function insertMessages(
  tx: Transaction<Schema>,
  messages: readonly NewMessage[],
  at: string,
): Promise<void> {
  if (messages.length === 0) return;
  await tx
    .insertInto('notifications')
    .values(
      messages.map(({ alertId, body, kind, messageId, notifier }) => ({
        ...{ notification_id: messageId, alert_id: alertId, kind, notifier },
        ...{ due_at: at, made_at: at, body: JSON.stringify(body) },
      })),
    )
    .execute();
}

/**
 * Takes what is due. Until `leaseUntil` nobody else takes it; then it counts as lost and is tried again. What somebody has
 * answered meanwhile is cancelled. An event waits until every earlier one of its alert is delivered or given up.
 */
export function claimMessages(
  database: Database,
  {
    at,
    kinds,
    leaseUntil,
    limit,
  }: {
    readonly at: string;
    readonly kinds: readonly MessageKind[];
    readonly leaseUntil: string;
    readonly limit: number;
  },
): Promise<ClaimedMessage[]> {
  const isDue = sql<boolean>`outcome IS NULL AND due_at <= ${at}::timestamptz`;
  return database.transaction().execute(async (tx) => {
    if (kinds.includes('rung')) {
      await tx
        .updateTable('notifications')
        .set({ outcome: 'cancelled', due_at: null })
        .where(isDue)
        .where('kind', '=', 'rung')
        .where('alert_id', 'in', (sub) =>
          sub.selectFrom('escalations').select('alert_id').where('phase', '!=', 'climbing'),
        )
        .execute();
    }
    const rows = await tx
      .updateTable('notifications')
      .set((eb) => ({ attempts: eb('attempts', '+', 1), due_at: leaseUntil }))
      .where('notification_id', 'in', (sub) =>
        sub
          .selectFrom('notifications')
          .select('notification_id')
          .where(isDue)
          .where('kind', 'in', kinds)
          .where(isFirstOfItsAlert)
          .orderBy('due_at')
          .orderBy('serial')
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .returning(['notification_id', 'kind', 'notifier', 'alert_id', 'body', 'attempts', 'made_at'])
      .execute();
    return rows.map(({ alert_id, made_at, notification_id, ...row }) => ({
      ...row,
      ...{ messageId: notification_id, alertId: alert_id, madeAtMs: made_at.getTime() },
    }));
  });
}

const isFirstOfItsAlert = sql<boolean>`(notifications.kind <> 'event' OR NOT EXISTS (
  SELECT 1 FROM notifications AS earlier
  WHERE earlier.kind = 'event' AND earlier.outcome IS NULL AND earlier.notifier = notifications.notifier
    AND earlier.alert_id = notifications.alert_id AND earlier.serial < notifications.serial))`;

/** What came of an attempt. The end of one to people stands in the alert's history; what else was given up, in the audit. */
export function recordAttempt(
  database: Database,
  message: ClaimedMessage,
  attempt: Attempt,
  at: string,
): Promise<void> {
  const isDelivered = attempt.kind === 'delivered';
  const isOver = isDelivered || attempt.retryAt === null;
  return database.transaction().execute(async (tx) => {
    if (message.kind === 'event' && isDelivered) {
      // The other system has it, and the alert is here: nobody needs the copy.
      await tx.deleteFrom('notifications').where('notification_id', '=', message.messageId).execute();
      return;
    }
    await tx
      .updateTable('notifications')
      .set({
        due_at: isDelivered ? null : attempt.retryAt,
        last_error: isDelivered ? null : attempt.error,
        ...(isOver ? { outcome: isDelivered ? 'delivered' : 'failed' } : {}),
      })
      .where('notification_id', '=', message.messageId)
      .execute();
    if (!isOver) return;
    if (message.kind === 'rung') await writeStep(tx, message, attempt, at);
    else if (!isDelivered) await writeGivenUp(tx, message, attempt.error, at);
  });
}

async function writeStep(
  tx: Transaction<Schema>,
  { alertId, body, notifier }: ClaimedMessage,
  attempt: Attempt,
  at: string,
): Promise<void> {
  if (alertId === null || !('roles' in body)) return;
  await tx
    .insertInto('actions')
    .values({
      ...{ action_id: nextId(), alert_id: alertId, at, outcome: null },
      kind: attempt.kind === 'delivered' ? 'notified' : 'notify_failed',
      note: attempt.kind === 'delivered' ? null : attempt.error,
      ...{ actor_kind: 'console', actor_label: notifier, tells: JSON.stringify(body.roles) },
    })
    .execute();
  await tx
    .updateTable('alerts')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('alert_id', '=', alertId)
    .execute();
}

async function writeGivenUp(
  tx: Transaction<Schema>,
  { alertId, kind, messageId, notifier }: ClaimedMessage,
  error: string,
  at: string,
): Promise<void> {
  const about = alertId === null ? messageId : `${messageId} of alert ${alertId}`;
  const detail = `${kind} ${about}: ${error}`;
  await tx
    .insertInto('audit')
    .values({ at, actor: 'console', what: 'webhook given up', subject: notifier, detail })
    .execute();
}
