/** What came of attempts to reach people: written together, with the history of the alerts and how the channels are. */
import { sql, type Transaction } from 'kysely';
import { monotonicFactory } from 'ulid';
import { afterAttempt, type ChannelHealth, type Reading } from '../../domain/channel-health.ts';
import { hurry, isExhausted, type RungMessage } from '../../domain/escalation.ts';
import { insertAllClears } from './all-clear.ts';
import type { Database } from './database.ts';
import type { ClaimedMessage } from './notifications.ts';
import type { Schema } from './schema.ts';

const nextId = monotonicFactory();

export interface Attempt {
  readonly message: ClaimedMessage;
  readonly result:
    | { readonly kind: 'delivered'; readonly answer: string }
    /** @param retryAt null: given up. */
    | {
        readonly kind: 'refused';
        readonly error: string;
        readonly retryAt: string | null;
        /** It says nothing about the channel. */
        readonly isOfRecipient: boolean;
      };
}

export interface Written {
  /** Their history has grown. */
  readonly alertIds: readonly string[];
  /** Alerts of which a rung has reached nobody: the next one is due now. */
  readonly hurried: readonly string[];
  /** Channels that began to fail, or are well again. */
  readonly turned: readonly {
    readonly notifier: string;
    readonly isFailing: boolean;
    readonly error: string | null;
  }[];
}

const NOTHING: Written = { alertIds: [], hurried: [], turned: [] };

export function recordAttempts(
  database: Database,
  attempts: readonly Attempt[],
  at: string,
): Promise<Written> {
  if (attempts.length === 0) return Promise.resolve(NOTHING);
  return database.transaction().execute(async (tx) => {
    await lockAlerts(tx, attempts);
    await writeRows(tx, attempts, at);
    const ended = attempts.filter(isOver);
    const alertIds = await writeHistory(tx, ended, at);
    await writeGivenUp(tx, ended, at);
    const turned = await writeHealth(tx, attempts, at);
    const hurried = await hurryOn(tx, attempts, turned, at);
    await clearLateOnes(tx, ended, at);
    return { alertIds, hurried, turned };
  });
}

/** People lock an alert before its messages: whoever waits for the other way round would wait for ever. */
async function lockAlerts(tx: Transaction<Schema>, attempts: readonly Attempt[]): Promise<void> {
  const ids = [...new Set(attempts.flatMap(({ message }) => message.alertId ?? []))];
  if (ids.length === 0) return;
  await tx
    .selectFrom('alerts')
    .select('alert_id')
    .where('alert_id', 'in', ids)
    .orderBy('alert_id')
    .forUpdate()
    .execute();
}

function isOver({ result }: Attempt): boolean {
  return result.kind === 'delivered' || result.retryAt === null;
}

async function writeRows(tx: Transaction<Schema>, attempts: readonly Attempt[], at: string): Promise<void> {
  const rows = attempts.map(({ message, result }) => {
    const isDelivered = result.kind === 'delivered';
    const retryAt = isDelivered ? null : result.retryAt;
    const outcome = isDelivered ? 'delivered' : retryAt === null ? 'failed' : null;
    return sql`(${message.messageId}, ${retryAt}::timestamptz, ${isDelivered ? null : result.error}, ${outcome})`;
  });
  // What somebody has answered meanwhile stays cancelled, unless it has reached its reader all the same.
  await sql`
    UPDATE notifications SET
      due_at = CASE WHEN notifications.outcome = 'cancelled' THEN NULL ELSE new.due_at::timestamptz END,
      last_error = new.error,
      outcome = CASE WHEN notifications.outcome = 'cancelled' AND new.outcome IS DISTINCT FROM 'delivered'
        THEN 'cancelled' ELSE new.outcome END,
      sent_at = ${at}::timestamptz
    FROM (VALUES ${sql.join(rows)}) AS new (id, due_at, error, outcome)
    WHERE notifications.notification_id = new.id
  `.execute(tx);
  await tx
    .insertInto('notification_attempts')
    .values(
      attempts.map(({ message, result }) => ({
        ...{ notification_id: message.messageId, attempt: message.attempts, at },
        ok: result.kind === 'delivered',
        answer: result.kind === 'delivered' ? result.answer : result.error,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The end of each message stands in the alert's history; that somebody has taken it, stands there already. */
async function writeHistory(
  tx: Transaction<Schema>,
  ended: readonly Attempt[],
  at: string,
): Promise<string[]> {
  if (ended.length === 0) return [];
  // A refusal that came after somebody had answered is of no interest: the message is cancelled.
  const cancelled = await cancelledOf(tx, ended);
  const steps = ended.flatMap(({ message, result }) => {
    const { alertId, body, kind, messageId, notifier, recipientLabel } = message;
    const isShown = kind !== 'news' && !cancelled.has(messageId);
    if (alertId === null || !('roles' in body) || !isShown) return [];
    return {
      ...{ action_id: nextId(), alert_id: alertId, at, outcome: null },
      kind: result.kind === 'delivered' ? ('notified' as const) : ('notify_failed' as const),
      note: result.kind === 'delivered' ? null : result.error,
      ...{ actor_kind: 'console' as const, actor_label: notifier, tells: JSON.stringify(body.roles) },
      target: recipientLabel,
    };
  });
  if (steps.length === 0) return [];
  await tx.insertInto('actions').values(steps).execute();
  const alertIds = [...new Set(steps.map(({ alert_id }) => alert_id))];
  await tx
    .updateTable('alerts')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('alert_id', 'in', alertIds)
    .execute();
  return alertIds;
}

async function cancelledOf(tx: Transaction<Schema>, ended: readonly Attempt[]): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('notifications')
    .select('notification_id')
    .where(
      'notification_id',
      'in',
      ended.map(({ message }) => message.messageId),
    )
    .where('outcome', '=', 'cancelled')
    .execute();
  return new Set(rows.map(({ notification_id }) => notification_id));
}

/** What belongs to no alert has no history: that it was given up stands in the audit. */
async function writeGivenUp(tx: Transaction<Schema>, ended: readonly Attempt[], at: string): Promise<void> {
  const lost = ended.flatMap(({ message: { alertId, kind, messageId, notifier }, result }) =>
    alertId === null && result.kind === 'refused'
      ? {
          ...{ at, actor: 'console', what: 'webhook given up', subject: notifier },
          detail: `${kind} ${messageId}: ${result.error}`,
        }
      : [],
  );
  if (lost.length > 0) await tx.insertInto('audit').values(lost).execute();
}

async function writeHealth(
  tx: Transaction<Schema>,
  attempts: readonly Attempt[],
  at: string,
): Promise<Written['turned']> {
  const turned: Written['turned'][number][] = [];
  const notifiers = [...new Set(attempts.map(({ message }) => message.notifier))].sort();
  for (const notifier of notifiers) {
    const own = attempts.filter(({ message }) => message.notifier === notifier);
    await tx
      .insertInto('channels')
      .values({ notifier })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await tx
      .selectFrom('channels')
      .selectAll()
      .where('notifier', '=', notifier)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const before: ChannelHealth = {
      failedInARow: row.failed_in_a_row,
      failingSince: row.failing_since?.toISOString() ?? null,
    };
    const after = own.reduce((health, attempt) => afterAttempt(health, readingOf(attempt), at), before);
    const error = own.flatMap(({ result }) => (result.kind === 'refused' ? result.error : [])).at(-1);
    const count = (reading: readonly Reading[]): number =>
      own.filter((attempt) => reading.includes(readingOf(attempt))).length;
    const lost = own.filter((attempt) => isOver(attempt) && attempt.result.kind === 'refused').length;
    await tx
      .updateTable('channels')
      .set({
        ...{ failed_in_a_row: after.failedInARow, failing_since: after.failingSince },
        ...(count(['delivered']) > 0 ? { last_success_at: at } : {}),
        ...(error === undefined ? {} : { last_error_at: at, last_error: error }),
        delivered: Number(row.delivered) + count(['delivered']),
        refused: Number(row.refused) + count(['refused']),
        failed: Number(row.failed) + lost,
      })
      .where('notifier', '=', notifier)
      .execute();
    if ((before.failingSince === null) !== (after.failingSince === null)) {
      turned.push({ notifier, isFailing: after.failingSince !== null, error: error ?? null });
    }
  }
  return turned;
}

function readingOf({ result }: Attempt): Reading {
  if (result.kind === 'delivered') return 'delivered';
  if (result.isOfRecipient) return 'elsewhere';
  return result.retryAt === null ? 'given_up' : 'refused';
}

/** Looks at the rungs that have just lost a message, and at all that wait for a channel that has just begun to fail. */
async function hurryOn(
  tx: Transaction<Schema>,
  attempts: readonly Attempt[],
  turned: Written['turned'],
  at: string,
): Promise<string[]> {
  const lost = attempts.flatMap(({ message: { alertId, kind }, result }) =>
    kind === 'rung' && result.kind === 'refused' && alertId !== null ? alertId : [],
  );
  const failing = turned.flatMap(({ isFailing, notifier }) => (isFailing ? notifier : []));
  if (lost.length === 0 && failing.length === 0) return [];
  const rows = await tx
    .selectFrom('escalations')
    .innerJoin('notifications', (join) =>
      join
        .onRef('notifications.alert_id', '=', 'escalations.alert_id')
        .onRef('notifications.rung', '=', 'escalations.rung'),
    )
    .leftJoin('channels', 'channels.notifier', 'notifications.notifier')
    .select(['escalations.alert_id', 'escalations.rung', 'phase', 'escalations.due_at'])
    .select(['outcome', 'failing_since'])
    .select(
      sql<string | number>`(SELECT count(*) FROM notification_attempts tried
        WHERE tried.notification_id = notifications.notification_id)`.as('refusals'),
    )
    .where('phase', '=', 'climbing')
    .where('escalations.due_at', '>', sql<Date>`${at}::timestamptz`)
    .where('notifications.kind', '=', 'rung')
    .where((eb) =>
      eb.or([
        eb('escalations.alert_id', 'in', [...lost, '']),
        eb('escalations.alert_id', 'in', (sub) =>
          sub
            .selectFrom('notifications as waiting')
            .select('waiting.alert_id')
            .where('waiting.notifier', 'in', [...failing, ''])
            .where('waiting.kind', '=', 'rung')
            .where('waiting.alert_id', 'is not', null)
            .where(sql<boolean>`waiting.outcome IS NULL`)
            .$castTo<{ alert_id: string }>(),
        ),
      ]),
    )
    .execute();
  const byAlert = new Map<string, (typeof rows)[number][]>();
  for (const row of rows) byAlert.set(row.alert_id, [...(byAlert.get(row.alert_id) ?? []), row]);
  const nowMs = Date.parse(at);
  const due = [...byAlert].flatMap(([alertId, messages]) => {
    const [first] = messages;
    if (first === undefined || !isExhausted(messages.map(toRungMessage))) return [];
    const state = { rung: first.rung, phase: first.phase, dueMs: first.due_at?.getTime() ?? null };
    return hurry(state, nowMs) === state ? [] : alertId;
  });
  if (due.length > 0) {
    await tx.updateTable('escalations').set({ due_at: at }).where('alert_id', 'in', due).execute();
  }
  return due;
}

function toRungMessage(row: {
  readonly outcome: RungMessage['outcome'];
  readonly refusals: string | number;
  readonly failing_since: Date | null;
}): RungMessage {
  return {
    outcome: row.outcome,
    refusals: Number(row.refusals),
    isChannelFailing: row.failing_since !== null,
  };
}

/** Somebody who was told after it was over is told that as well. */
async function clearLateOnes(tx: Transaction<Schema>, ended: readonly Attempt[], at: string): Promise<void> {
  const told = ended.flatMap(({ message: { alertId, kind }, result }) =>
    (kind === 'rung' || kind === 'sent') && result.kind === 'delivered' && alertId !== null ? alertId : [],
  );
  if (told.length > 0) await insertAllClears(tx, [...new Set(told)], at);
}
