/** Clocks of escalation as rows: they survive restarts, and any of several consoles may wind them. */
import { sql, type Transaction } from 'kysely';
import { monotonicFactory } from 'ulid';
import type { EscalationView, RungRole } from '../../../edge-config/contracts/escalation.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import type { Escalation } from '../../domain/escalation.ts';
import type { Database } from './database.ts';
import { insertNotifications, type NewNotification } from './notifications.ts';
import type { Schema } from './schema.ts';

/** Steps of one moment keep their order. */
const nextId = monotonicFactory();
/** Clocks that are looked at in one transaction. */
const AT_ONCE = 200;

export interface DueEscalation {
  readonly alert: Alert;
  readonly state: Escalation;
}

export interface EscalationChange {
  readonly state: Escalation;
  readonly told: readonly { readonly tells: readonly RungRole[]; readonly at: string }[];
  readonly next: readonly RungRole[];
  readonly sounds: boolean;
  readonly notify: readonly NewNotification[];
  /** Whoever took it has not closed it in time: it is nobody's again. */
  readonly isResumed: boolean;
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

/** Somebody acknowledged it: its clock stands still until the engine has set the time to go on. */
export async function holdEscalation(tx: Transaction<Schema>, alertId: string): Promise<void> {
  await tx
    .updateTable('escalations')
    .set({ phase: 'held', due_at: null, sounds: false })
    .where('alert_id', '=', alertId)
    .where('phase', '!=', 'stopped')
    .execute();
}

/** Closed by people, or the machine saw that it is over. */
export async function stopEscalations(tx: Transaction<Schema>, alertIds: readonly string[]): Promise<void> {
  if (alertIds.length === 0) return;
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
    readonly decide: (due: DueEscalation) => EscalationChange;
  },
): Promise<string[]> {
  return database.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom('escalations')
      .innerJoin('alerts', 'alerts.alert_id', 'escalations.alert_id')
      .select(['escalations.alert_id', 'rung', 'phase', 'due_at', 'latest'])
      .where((eb) =>
        eb.or([
          eb('due_at', '<=', sql<Date>`${at}::timestamptz`),
          eb.and([eb('phase', '=', 'held'), eb('due_at', 'is', null)]),
        ]),
      )
      .orderBy('due_at')
      .limit(AT_ONCE)
      .forUpdate('escalations')
      .skipLocked()
      .execute();
    for (const { alert_id, due_at, latest, phase, rung } of rows) {
      const state = { rung, phase, dueMs: due_at?.getTime() ?? null };
      const change = decide({ alert: latest, state });
      await tx
        .updateTable('escalations')
        .set({
          rung: change.state.rung,
          phase: change.state.phase,
          due_at: change.state.dueMs === null ? null : new Date(change.state.dueMs).toISOString(),
          sounds: change.sounds,
          next: JSON.stringify(change.next),
          ...(change.told.length === 0 ? {} : { told: JSON.stringify(change.told.at(-1)?.tells) }),
        })
        .where('alert_id', '=', alert_id)
        .execute();
      if (change.told.length > 0) await writeSteps(tx, { alert_id, actor, told: change.told });
      await insertNotifications(tx, change.notify, at);
      await tx
        .updateTable('alerts')
        .set((eb) => ({
          revision: eb('revision', '+', 1),
          ...(change.isResumed ? { state: 'raised' as const } : {}),
        }))
        .where('alert_id', '=', alert_id)
        .execute();
    }
    return rows.map(({ alert_id }) => alert_id);
  });
}

async function writeSteps(
  tx: Transaction<Schema>,
  {
    actor,
    alert_id,
    told,
  }: { readonly alert_id: string; readonly actor: string; readonly told: EscalationChange['told'] },
): Promise<void> {
  await tx
    .insertInto('actions')
    .values(
      told.map(({ at, tells }) => ({
        ...{ action_id: nextId(), alert_id, kind: 'escalated' as const, at, note: null, outcome: null },
        ...{ actor_kind: 'console' as const, actor_label: actor, tells: JSON.stringify(tells) },
      })),
    )
    .execute();
}

export async function readEscalations(
  database: Database,
  alertIds: readonly string[],
): Promise<Map<string, EscalationView>> {
  if (alertIds.length === 0) return new Map();
  const rows = await database
    .selectFrom('escalations')
    .select(['alert_id', 'phase', 'told', 'next', 'due_at', 'sounds'])
    .where('alert_id', 'in', alertIds)
    .execute();
  return new Map(
    rows.map(({ alert_id, due_at, ...row }) => [alert_id, { ...row, dueAt: due_at?.toISOString() ?? null }]),
  );
}
