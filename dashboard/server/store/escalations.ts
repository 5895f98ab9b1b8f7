/** Clocks of escalation as rows: they survive restarts, and any of several consoles may wind them. */
import { sql, type Transaction } from 'kysely';
import { monotonicFactory } from 'ulid';
import type { EscalationView, RungRole } from '../../../edge-config/contracts/escalation.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import type { Escalation } from '../../domain/escalation.ts';
import { insertAllClears, insertTaken } from './all-clear.ts';
import type { Database } from './database.ts';
import { joinDigests } from './digests.ts';
import { cancelMessages, insertMessages, type NewMessage } from './notifications.ts';
import type { Schema } from './schema.ts';

/** Steps of one moment keep their order. */
const nextId = monotonicFactory();
/** Clocks that are looked at in one transaction. */
const AT_ONCE = 500;

export interface DueEscalation {
  readonly alert: Alert;
  readonly state: Escalation;
  /** Where it is, as near as it is known: village, else township. */
  readonly division: string;
}

export interface EscalationChange {
  readonly state: Escalation;
  readonly told: readonly Step[];
  readonly next: readonly RungRole[];
  readonly sounds: boolean;
  readonly notify: readonly NewMessage[];
  /** Whoever took it has not closed it in time: it is nobody's again. */
  readonly isResumed: boolean;
  /** It climbs no ladder: it waits in its county's digest, which is due then. Null when it does climb, or is over. */
  readonly digest: { readonly county: string; readonly dueAt: string } | null;
}

export interface Step {
  readonly tells: readonly RungRole[];
  /** Who is on duty there; empty when nobody is, null when the console knows of nobody. */
  readonly target: string | null;
  readonly at: string;
}

/** With the alert's first event, in its transaction. */
export async function beginEscalations(
  tx: Transaction<Schema>,
  alerts: readonly { readonly alertId: string; readonly at: string }[],
): Promise<void> {
  if (alerts.length === 0) return;
  await tx
    .insertInto('escalations')
    .values(
      alerts.map(({ alertId, at }) => ({
        ...{ alert_id: alertId, rung: -1, phase: 'climbing' as const, due_at: at, sounds: false },
        ...{ told: '[]', next: '[]' },
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Somebody acknowledged it: its clock stands still until the engine has set the time to go on, and nobody else is called. */
export async function holdEscalation(tx: Transaction<Schema>, alertId: string, at: string): Promise<void> {
  await cancelMessages(tx, [alertId], ['rung']);
  await insertTaken(tx, [alertId], at);
  await tx
    .updateTable('escalations')
    .set({ phase: 'held', due_at: null, sounds: false })
    .where('alert_id', '=', alertId)
    .where('phase', '!=', 'stopped')
    .execute();
}

/** Closed by people, or the machine saw that it is over: nobody else is called, and all who were told hear that it is over. */
export async function stopEscalations(
  tx: Transaction<Schema>,
  alertIds: readonly string[],
  at: string,
): Promise<void> {
  if (alertIds.length === 0) return;
  await cancelMessages(tx, alertIds, ['rung', 'sent']);
  await insertAllClears(tx, alertIds, at);
  await tx
    .updateTable('escalations')
    .set({ phase: 'stopped', due_at: null, sounds: false })
    .where('alert_id', 'in', alertIds)
    .execute();
}

/**
 * Winds what is due: decides with `decide` and writes it, in one transaction. Rows that another console holds are its own.
 * @returns alerts that changed.
 */
export function windEscalations(
  database: Database,
  {
    at,
    actor,
    decide,
  }: {
    readonly at: string;
    readonly actor: string;
    /** @returns one change for each, in their order. */
    readonly decide: (
      tx: Transaction<Schema>,
      due: readonly DueEscalation[],
    ) => Promise<readonly EscalationChange[]>;
  },
): Promise<string[]> {
  return database.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom('escalations')
      .innerJoin('alerts', 'alerts.alert_id', 'escalations.alert_id')
      .leftJoin('gateways', 'gateways.gateway_id', 'alerts.gateway_id')
      .leftJoin('household_records', (join) =>
        join
          .onRef('household_records.gateway_id', '=', 'alerts.gateway_id')
          .onRef('household_records.household_id', '=', 'alerts.household_id'),
      )
      .select(['escalations.alert_id', 'rung', 'phase', 'escalations.due_at', 'latest'])
      .select(
        sql<string>`coalesce(household_records.village, gateways.village, alerts.township)`.as('division'),
      )
      .where((eb) =>
        eb.or([
          eb('escalations.due_at', '<=', sql<Date>`${at}::timestamptz`),
          eb.and([eb('phase', '=', 'held'), eb('escalations.due_at', 'is', null)]),
        ]),
      )
      .orderBy('escalations.due_at')
      .limit(AT_ONCE)
      // Both, since people lock the alert first: whoever waits for the other way round would wait for ever.
      .forUpdate(['alerts', 'escalations'])
      .skipLocked()
      .execute();
    if (rows.length === 0) return [];
    const due = rows.map(({ division, due_at, latest, phase, rung }) => {
      const state = { rung, phase, dueMs: due_at?.getTime() ?? null };
      return { alert: latest, state, division };
    });
    const decided = await decide(tx, due);
    const changes = rows.flatMap(({ alert_id }, index) => {
      const change = decided[index];
      return change === undefined ? [] : [{ alertId: alert_id, change }];
    });
    await writeClocks(tx, changes);
    await writeSteps(tx, changes, actor);
    await insertMessages(
      tx,
      changes.flatMap(({ change }) => change.notify),
      at,
    );
    await joinDigests(
      tx,
      changes.flatMap(({ alertId, change: { digest } }) => (digest === null ? [] : { alertId, ...digest })),
      at,
    );
    return changes.map(({ alertId }) => alertId);
  });
}

interface Wound {
  readonly alertId: string;
  readonly change: EscalationChange;
}

/** All at once: a village that was cut off may bring thousands. */
async function writeClocks(tx: Transaction<Schema>, changes: readonly Wound[]): Promise<void> {
  const rows = changes.map(({ alertId, change: { next, sounds, state, told } }) => {
    const dueAt = state.dueMs === null ? null : new Date(state.dueMs).toISOString();
    const newest = told.at(-1)?.tells;
    return sql`(${alertId}, ${state.rung}::integer, ${state.phase}, ${dueAt}::timestamptz, ${sounds}::boolean,
      ${JSON.stringify(next)}::jsonb, ${newest === undefined ? null : JSON.stringify(newest)}::jsonb)`;
  });
  await sql`
    UPDATE escalations SET rung = new.rung, phase = new.phase, due_at = new.due_at, sounds = new.sounds,
      next = new.next, told = coalesce(new.told, escalations.told)
    FROM (VALUES ${sql.join(rows)}) AS new (alert_id, rung, phase, due_at, sounds, next, told)
    WHERE escalations.alert_id = new.alert_id
  `.execute(tx);
  const resumed = changes.filter(({ change }) => change.isResumed).map(({ alertId }) => alertId);
  if (resumed.length > 0) {
    await tx.updateTable('alerts').set({ state: 'raised' }).where('alert_id', 'in', resumed).execute();
  }
  await tx
    .updateTable('alerts')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where(
      'alert_id',
      'in',
      changes.map(({ alertId }) => alertId),
    )
    .execute();
}

async function writeSteps(tx: Transaction<Schema>, changes: readonly Wound[], actor: string): Promise<void> {
  const steps = changes.flatMap(({ alertId, change }) =>
    change.told.map(({ at, target, tells }) => ({
      ...{
        action_id: nextId(),
        alert_id: alertId,
        kind: 'escalated' as const,
        at,
        note: null,
        outcome: null,
      },
      ...{ actor_kind: 'console' as const, actor_label: actor, tells: JSON.stringify(tells), target },
    })),
  );
  if (steps.length > 0) await tx.insertInto('actions').values(steps).execute();
}

export async function readEscalations(
  database: Database,
  alertIds: readonly string[],
): Promise<Map<string, EscalationView>> {
  if (alertIds.length === 0) return new Map();
  const rows = await database
    .selectFrom('escalations')
    .leftJoin('digest_alerts', 'digest_alerts.alert_id', 'escalations.alert_id')
    .select(['escalations.alert_id', 'phase', 'told', 'next', 'due_at', 'sounds', 'digest_id'])
    .where('escalations.alert_id', 'in', alertIds)
    .execute();
  return new Map(
    rows.map(({ alert_id, digest_id, due_at, ...row }) => [
      alert_id,
      { ...row, dueAt: due_at?.toISOString() ?? null, digestId: digest_id },
    ]),
  );
}
