/** Messages to people as rows: each is tried until it is delivered, given up, or somebody has answered. */
import { sql, type Transaction } from 'kysely';
import { monotonicFactory } from 'ulid';
import type { Notification } from '../../../edge-config/contracts/notify.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

const nextId = monotonicFactory();

export interface NewNotification {
  /** Id of the notifier. */
  readonly notifier: string;
  readonly body: Notification;
}

export interface ClaimedNotification extends NewNotification {
  /** With this one. */
  readonly attempts: number;
}

export type Attempt =
  | { readonly kind: 'delivered' }
  /** @param retryAt null: given up. */
  | { readonly kind: 'refused'; readonly error: string; readonly retryAt: string | null };

export async function insertNotifications(
  tx: Transaction<Schema>,
  notifications: readonly NewNotification[],
  at: string,
): Promise<void> {
  if (notifications.length === 0) return;
  await tx
    .insertInto('notifications')
    .values(
      notifications.map(({ body, notifier }) => ({
        notification_id: body.notificationId,
        alert_id: body.alertId,
        ...{ notifier, due_at: at },
        body: JSON.stringify(body),
      })),
    )
    .execute();
}

/**
 * Takes what is due. Until `leaseUntil` nobody else takes it; then it counts as lost and is tried again. What somebody has
 * answered meanwhile is cancelled.
 */
export function claimNotifications(
  database: Database,
  { at, leaseUntil, limit }: { readonly at: string; readonly leaseUntil: string; readonly limit: number },
): Promise<ClaimedNotification[]> {
  return database.transaction().execute(async (tx) => {
    await tx
      .updateTable('notifications')
      .set({ outcome: 'cancelled', due_at: null })
      .where('outcome', 'is', null)
      .where('due_at', '<=', sql<Date>`${at}::timestamptz`)
      .where('alert_id', 'in', (sub) =>
        sub.selectFrom('escalations').select('alert_id').where('phase', '!=', 'climbing'),
      )
      .execute();
    const rows = await tx
      .updateTable('notifications')
      .set((eb) => ({ attempts: eb('attempts', '+', 1), due_at: leaseUntil }))
      .where('notification_id', 'in', (sub) =>
        sub
          .selectFrom('notifications')
          .select('notification_id')
          .where('outcome', 'is', null)
          .where('due_at', '<=', sql<Date>`${at}::timestamptz`)
          .orderBy('due_at')
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .returning(['notifier', 'body', 'attempts'])
      .execute();
    return rows;
  });
}

/** What came of an attempt; its end stands in the alert's history. */
export function recordAttempt(
  database: Database,
  { body, notifier }: ClaimedNotification,
  attempt: Attempt,
  at: string,
): Promise<void> {
  const isOver = attempt.kind === 'delivered' || attempt.retryAt === null;
  return database.transaction().execute(async (tx) => {
    await tx
      .updateTable('notifications')
      .set({
        due_at: attempt.kind === 'refused' ? attempt.retryAt : null,
        last_error: attempt.kind === 'refused' ? attempt.error : null,
        ...(isOver ? { outcome: attempt.kind === 'delivered' ? 'delivered' : 'failed' } : {}),
      })
      .where('notification_id', '=', body.notificationId)
      .execute();
    if (!isOver) return;
    await tx
      .insertInto('actions')
      .values({
        ...{ action_id: nextId(), alert_id: body.alertId, at, outcome: null },
        kind: attempt.kind === 'delivered' ? 'notified' : 'notify_failed',
        note: attempt.kind === 'delivered' ? null : attempt.error,
        ...{ actor_kind: 'console', actor_label: notifier, tells: JSON.stringify(body.roles) },
      })
      .execute();
    await tx
      .updateTable('alerts')
      .set((eb) => ({ revision: eb('revision', '+', 1) }))
      .where('alert_id', '=', body.alertId)
      .execute();
  });
}
