/** How channels to people are, and what was sent over them about an alert. */
import { sql } from 'kysely';
import type { FailingChannel } from '../../../edge-config/contracts/live.ts';
import type { AlertMessage, ChannelView } from '../../../edge-config/contracts/rest.ts';
import type { Database } from './database.ts';

export type ChannelState = Omit<ChannelView, 'channel' | 'kind' | 'roles' | 'language' | 'subscriptions'>;

const UNUSED: ChannelState = {
  ...{ state: 'unused', failingSince: null, lastSuccessAt: null, lastErrorAt: null, lastError: null },
  counts: { delivered: 0, refused: 0, failed: 0, waiting: 0 },
};

/** @returns what is known of a channel by its id. */
export async function readChannelStates(database: Database): Promise<(channel: string) => ChannelState> {
  const rows = await database.selectFrom('channels').selectAll().execute();
  const waiting = await database
    .selectFrom('notifications')
    .select(['notifier', sql<string | number>`count(*)`.as('count')])
    .where('kind', '!=', 'event')
    .where(sql<boolean>`outcome IS NULL`)
    .groupBy('notifier')
    .execute();
  return (channel) => {
    const row = rows.find(({ notifier }) => notifier === channel);
    const count = Number(waiting.find(({ notifier }) => notifier === channel)?.count ?? 0);
    if (row === undefined) return { ...UNUSED, counts: { ...UNUSED.counts, waiting: count } };
    return {
      state: row.failing_since === null ? 'well' : 'failing',
      failingSince: row.failing_since?.toISOString() ?? null,
      lastSuccessAt: row.last_success_at?.toISOString() ?? null,
      lastErrorAt: row.last_error_at?.toISOString() ?? null,
      lastError: row.last_error,
      counts: {
        ...{ delivered: Number(row.delivered), refused: Number(row.refused), failed: Number(row.failed) },
        waiting: count,
      },
    };
  };
}

/** Those of the config that do not work. */
export async function listFailing(
  database: Database,
  channels: readonly string[],
): Promise<FailingChannel[]> {
  const rows = await database
    .selectFrom('channels')
    .select(['notifier', 'failing_since', 'last_error'])
    .where('failing_since', 'is not', null)
    .where('notifier', 'in', [...channels, ''])
    .orderBy('failing_since')
    .execute();
  return rows.flatMap(({ failing_since, last_error, notifier }) =>
    failing_since === null
      ? []
      : { channel: notifier, since: failing_since.toISOString(), error: last_error },
  );
}

/** A try by an administrator: one that succeeds ends a failure, and the next message proves it. */
export async function recordTry(
  database: Database,
  channel: string,
  error: string | null,
  at: string,
): Promise<void> {
  const values =
    error === null
      ? { failed_in_a_row: 0, failing_since: null, last_success_at: at }
      : { last_error_at: at, last_error: error };
  await database
    .insertInto('channels')
    .values({ notifier: channel, ...values })
    .onConflict((conflict) => conflict.column('notifier').doUpdateSet(values))
    .execute();
}

/** Oldest first. */
export async function listAlertMessages(database: Database, alertId: string): Promise<AlertMessage[]> {
  const rows = await database
    .selectFrom('notifications')
    .select(['notification_id', 'notifier', 'kind', 'body', 'recipient_label', 'made_at', 'outcome'])
    .where('alert_id', '=', alertId)
    .where('kind', '!=', 'event')
    .orderBy('serial')
    .execute();
  const attempts = await database
    .selectFrom('notification_attempts')
    .selectAll()
    .where('notification_id', 'in', [...rows.map(({ notification_id }) => notification_id), ''])
    .orderBy('attempt')
    .execute();
  return rows.flatMap(({ body, kind, made_at, notification_id, notifier, outcome, recipient_label }) =>
    kind === 'event' || kind === 'digest' || !('roles' in body)
      ? []
      : {
          ...{ messageId: notification_id, channel: notifier, kind, roles: body.roles },
          ...{ recipient: recipient_label, madeAt: made_at.toISOString(), outcome: outcome ?? 'waiting' },
          attempts: attempts
            .filter((attempt) => attempt.notification_id === notification_id)
            .map(({ answer, at, ok }) => ({ at: at.toISOString(), ok, answer })),
        },
  );
}
