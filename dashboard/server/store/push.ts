/** Browsers that take Web Pushes. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Language, PushSubscriptionInput } from '../../../edge-config/contracts/push.ts';
import type { Database } from './database.ts';

export interface PushOwner {
  readonly kind: 'guardian' | 'user';
  /** Id of the guardian, or the user name. */
  readonly subject: string;
}

export interface PushSubscriber {
  readonly subscriptionId: string;
  readonly language: Language;
}

export interface StoredSubscription extends PushSubscriber {
  readonly kind: PushOwner['kind'];
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** Phones and browsers of one person; the one that was heard of longest ago gives way. */
const MAX_PER_OWNER = 10;

function subscriptionIdOf(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('base64url');
}

/** The same endpoint again is the same browser: its new owner, keys and language count. */
export function subscribe(
  database: Database,
  { kind, subject }: PushOwner,
  { endpoint, keys, language }: PushSubscriptionInput,
  at: string,
): Promise<void> {
  const values = { kind, subject, ...keys, language, made_at: at };
  return database.transaction().execute(async (tx) => {
    await tx
      .insertInto('push_subscriptions')
      .values({ subscription_id: subscriptionIdOf(endpoint), endpoint, ...values })
      .onConflict((conflict) => conflict.column('subscription_id').doUpdateSet(values))
      .execute();
    await tx
      .deleteFrom('push_subscriptions')
      .where('subscription_id', 'in', (sub) =>
        sub
          .selectFrom('push_subscriptions')
          .select('subscription_id')
          .where('kind', '=', kind)
          .where('subject', '=', subject)
          .orderBy('made_at', 'desc')
          .offset(MAX_PER_OWNER),
      )
      .execute();
  });
}

/** Nobody forgets another's. */
export async function unsubscribe(
  database: Database,
  { kind, subject }: PushOwner,
  endpoint: string,
): Promise<void> {
  await database
    .deleteFrom('push_subscriptions')
    .where('subscription_id', '=', subscriptionIdOf(endpoint))
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .execute();
}

/** The push service says that it is gone. */
export async function removeSubscription(database: Database, subscriptionId: string): Promise<void> {
  await database.deleteFrom('push_subscriptions').where('subscription_id', '=', subscriptionId).execute();
}

export async function markUsed(database: Database, subscriptionId: string, at: string): Promise<void> {
  await database
    .updateTable('push_subscriptions')
    .set({ used_at: at })
    .where('subscription_id', '=', subscriptionId)
    .execute();
}

export async function readSubscription(
  database: Database,
  subscriptionId: string,
): Promise<StoredSubscription | undefined> {
  const row = await database
    .selectFrom('push_subscriptions')
    .selectAll()
    .where('subscription_id', '=', subscriptionId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { auth, endpoint, kind, language, p256dh } = row;
  return { subscriptionId, kind, language, endpoint, p256dh, auth };
}

export async function listSubscriptions(
  database: Database,
  { kind, subject }: PushOwner,
): Promise<PushSubscriber[]> {
  const rows = await database
    .selectFrom('push_subscriptions')
    .select(['subscription_id', 'language'])
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .execute();
  return rows.map(({ language, subscription_id }) => ({ subscriptionId: subscription_id, language }));
}

export async function countSubscriptions(database: Database): Promise<number> {
  const { count } = await database
    .selectFrom('push_subscriptions')
    .select(sql<string | number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

export interface GuardianSubscription {
  readonly subscriptionId: string;
  readonly alertId: string;
  readonly guardianId: string;
  readonly label: string;
  readonly phone: string | null;
  /** Minutes of the local day; null: no quiet hours. */
  readonly quiet: { readonly fromMin: number; readonly toMin: number } | null;
}

/** Browsers of all who are told of these alerts as guardians. */
export async function guardianSubscriptions(
  database: Database,
  alertIds: readonly string[],
): Promise<GuardianSubscription[]> {
  if (alertIds.length === 0) return [];
  const rows = await database
    .selectFrom('alert_guardians')
    .innerJoin('push_subscriptions', (join) =>
      join.onRef('subject', '=', 'alert_guardians.guardian_id').on('kind', '=', 'guardian'),
    )
    .leftJoin('guardians', 'guardians.guardian_id', 'alert_guardians.guardian_id')
    .select(['subscription_id', 'alert_id', 'alert_guardians.guardian_id', 'label', 'phone'])
    .select(['quiet_from_min', 'quiet_to_min'])
    .where('alert_id', 'in', alertIds)
    .orderBy('subscription_id')
    .execute();
  return rows.map((row) => ({
    ...{ subscriptionId: row.subscription_id, alertId: row.alert_id, guardianId: row.guardian_id },
    ...{ label: row.label ?? '', phone: row.phone },
    quiet:
      row.quiet_from_min === null || row.quiet_to_min === null
        ? null
        : { fromMin: row.quiet_from_min, toMin: row.quiet_to_min },
  }));
}

/** Browsers of the accounts of responders. */
export async function responderSubscriptions(
  database: Database,
  responderIds: readonly string[],
): Promise<{ readonly subscriptionId: string; readonly responderId: string }[]> {
  if (responderIds.length === 0) return [];
  const rows = await database
    .selectFrom('responders')
    .innerJoin('push_subscriptions', (join) =>
      join.onRef('subject', '=', 'responders.username').on('kind', '=', 'user'),
    )
    .innerJoin('users', 'users.username', 'responders.username')
    .select(['subscription_id', 'responder_id'])
    .where('responder_id', 'in', responderIds)
    .where('users.disabled_at', 'is', null)
    .execute();
  return rows.map(({ responder_id, subscription_id }) => ({
    ...{ subscriptionId: subscription_id, responderId: responder_id },
  }));
}
