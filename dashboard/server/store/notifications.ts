/** Messages to people and to other systems as rows: each is tried until it is delivered, given up, or somebody has answered. */
import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Notification } from '../../../edge-config/contracts/notify.ts';
import type { WebhookEvent } from '../../../edge-config/contracts/webhook.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

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
  /** Number or id of the person, id of the subscription; absent: a group. */
  readonly recipient?: string;
  readonly recipientLabel?: string | null;
  /** What it is sent for: once on one channel to one recipient. */
  readonly occasion?: string;
  /** The rung that it belongs to, from 0. */
  readonly rung?: number;
  /** RFC 3339; absent: now. */
  readonly dueAt?: string;
}

export interface ClaimedMessage {
  readonly messageId: string;
  readonly kind: MessageKind;
  readonly notifier: string;
  readonly alertId: string | null;
  readonly body: Notification | WebhookEvent;
  readonly recipient: string;
  readonly recipientLabel: string | null;
  readonly rung: number | null;
  /** With this one. */
  readonly attempts: number;
  readonly madeAtMs: number;
}

/** What is there already for the same occasion is left as it is. */
export async function insertMessages(
  tx: Transaction<Schema>,
  messages: readonly NewMessage[],
  at: string,
): Promise<void> {
  if (messages.length === 0) return;
  await tx
    .insertInto('notifications')
    .values(
      messages.map(({ alertId, body, kind, messageId, notifier, ...more }) => ({
        ...{ notification_id: messageId, alert_id: alertId, kind, notifier },
        ...{ due_at: more.dueAt ?? at, made_at: at, body: JSON.stringify(body) },
        ...{ recipient: more.recipient ?? '', recipient_label: more.recipientLabel ?? null },
        ...{ occasion: more.occasion ?? null, rung: more.rung ?? null },
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * What still waits is sent to nobody: the rungs when somebody has answered, and who was sent as well when it is over. With the
 * change, in its transaction.
 */
export async function cancelMessages(
  tx: Transaction<Schema>,
  alertIds: readonly string[],
  kinds: readonly MessageKind[],
): Promise<void> {
  await tx
    .updateTable('notifications')
    .set({ outcome: 'cancelled', due_at: null })
    .where('alert_id', 'in', alertIds)
    .where('kind', 'in', kinds)
    .where(sql<boolean>`outcome IS NULL`)
    .execute();
}

/** Another may have been sent before, who need not go; and who goes now is not told that somebody else does. */
export async function insertSent(
  tx: Transaction<Schema>,
  alertId: string,
  messages: readonly NewMessage[],
  at: string,
): Promise<void> {
  await cancelMessages(tx, [alertId], ['sent']);
  const recipients = messages.flatMap(({ recipient }) => recipient ?? []);
  if (recipients.length > 0) {
    await tx
      .deleteFrom('notifications')
      .where('alert_id', '=', alertId)
      .where('kind', '=', 'news')
      .where('recipient', 'in', recipients)
      .where(sql<boolean>`outcome IS NULL AND attempts = 0`)
      .execute();
  }
  await insertMessages(tx, messages, at);
}

function isDue(at: string): RawBuilder<boolean> {
  return sql<boolean>`outcome IS NULL AND due_at <= ${at}::timestamptz`;
}

/** For whom of them something is due. */
export async function dueNotifiers(
  database: Database,
  kinds: readonly MessageKind[],
  at: string,
): Promise<string[]> {
  const rows = await database
    .selectFrom('notifications')
    .select('notifier')
    .distinct()
    .where(isDue(at))
    .where('kind', 'in', kinds)
    .execute();
  return rows.map(({ notifier }) => notifier);
}

export interface Claim {
  readonly at: string;
  readonly kinds: readonly MessageKind[];
  /** Only its messages; absent: of all. */
  readonly notifier?: string;
  readonly leaseUntil: string;
  readonly limit: number;
}

/**
 * Takes what is due. Until `leaseUntil` nobody else takes it; then it counts as lost and is tried again. An event waits until
 * every earlier one of its alert is delivered or given up.
 */
export async function claimMessages(
  database: Database,
  { at, kinds, leaseUntil, limit, notifier }: Claim,
): Promise<ClaimedMessage[]> {
  const rows = await database
    .updateTable('notifications')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), due_at: leaseUntil }))
    .where('notification_id', 'in', (sub) => {
      const due = sub
        .selectFrom('notifications')
        .select('notification_id')
        .where(isDue(at))
        .where('kind', 'in', kinds)
        .where(isFirstOfItsAlert)
        // Whoever must be called comes before who must be told that nobody need come.
        .orderBy(sql`kind <> 'rung'`)
        .orderBy('due_at')
        .orderBy('serial')
        .limit(limit)
        .forUpdate()
        .skipLocked();
      return notifier === undefined ? due : due.where('notifier', '=', notifier);
    })
    .returning(['notification_id', 'kind', 'notifier', 'alert_id', 'body', 'attempts', 'made_at'])
    .returning(['recipient', 'recipient_label', 'rung', 'serial'])
    .execute();
  return rows
    .sort((a, b) => Number(a.serial) - Number(b.serial))
    .map(({ alert_id, made_at, notification_id, recipient_label, serial: _serial, ...row }) => ({
      ...row,
      ...{ messageId: notification_id, alertId: alert_id, madeAtMs: made_at.getTime() },
      recipientLabel: recipient_label,
    }));
}

const isFirstOfItsAlert = sql<boolean>`(notifications.kind <> 'event' OR NOT EXISTS (
  SELECT 1 FROM notifications AS earlier
  WHERE earlier.kind = 'event' AND earlier.outcome IS NULL AND earlier.notifier = notifications.notifier
    AND earlier.alert_id = notifications.alert_id AND earlier.serial < notifications.serial))`;

/** Its channel has no room now: that was no attempt. */
export async function postpone(
  database: Database,
  messageIds: readonly string[],
  until: string,
): Promise<void> {
  await database
    .updateTable('notifications')
    .set((eb) => ({ attempts: eb('attempts', '-', 1), due_at: until }))
    .where('notification_id', 'in', messageIds)
    .where(sql<boolean>`outcome IS NULL`)
    .execute();
}

/** When these were told on this channel since then, by recipient. */
export async function readSends(
  database: Database,
  {
    notifier,
    recipients,
    since,
  }: { readonly notifier: string; readonly recipients: readonly string[]; readonly since: string },
): Promise<{ readonly recipient: string; readonly sentMs: number }[]> {
  const rows = await database
    .selectFrom('notifications')
    .innerJoin(
      'notification_attempts',
      'notification_attempts.notification_id',
      'notifications.notification_id',
    )
    .select(['recipient', 'notification_attempts.at'])
    .where('notifier', '=', notifier)
    .where('recipient', 'in', recipients)
    .where('notification_attempts.ok', '=', true)
    .where('notification_attempts.at', '>', sql<Date>`${since}::timestamptz`)
    .execute();
  return rows.map(({ at, recipient }) => ({ recipient, sentMs: at.getTime() }));
}

/** Of an event: delivered, it is forgotten, since the alert is here; given up, it stands in the audit. */
export function recordEventAttempt(
  database: Database,
  { alertId, kind, messageId, notifier }: ClaimedMessage,
  attempt: { readonly error: string; readonly retryAt: string | null } | 'delivered',
  at: string,
): Promise<void> {
  return database.transaction().execute(async (tx) => {
    if (attempt === 'delivered') {
      await tx.deleteFrom('notifications').where('notification_id', '=', messageId).execute();
      return;
    }
    const { error, retryAt } = attempt;
    await tx
      .updateTable('notifications')
      .set({ due_at: retryAt, last_error: error, ...(retryAt === null ? { outcome: 'failed' } : {}) })
      .where('notification_id', '=', messageId)
      .execute();
    if (retryAt !== null) return;
    const detail = `${kind} ${messageId} of alert ${alertId}: ${error}`;
    await tx
      .insertInto('audit')
      .values({ at, actor: 'console', what: 'webhook given up', subject: notifier, detail })
      .execute();
  });
}
