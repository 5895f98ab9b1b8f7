/** What people did about alerts, idempotent by its ids. What arrives from the villages: arrivals.ts. */
import { sql } from 'kysely';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { Alert, GuardianAction } from '../../../edge-config/contracts/messages.ts';
import type { Outcome } from '../../../edge-config/contracts/primitives.ts';
import type { AlertAction } from '../../../edge-config/contracts/rest.ts';
import type { Database } from './database.ts';
import { holdEscalation, stopEscalations } from './escalations.ts';
import type { Schema } from './schema.ts';

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

export interface HumanChange {
  readonly alertId: string;
  readonly kind: Extract<AlertAction['kind'], 'acknowledged' | 'closed' | GuardianAction['action']>;
  readonly actionId: string;
  readonly actor: { readonly kind: 'operator' | 'responder' | 'guardian'; readonly label: string };
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
        ...(change.kind === 'closed' ? { outcome: change.outcome, closed_at: change.at } : {}),
        ...(change.kind === 'seen'
          ? {}
          : { acknowledged_at: sql<string>`coalesce(acknowledged_at, ${change.at}::timestamptz)` }),
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
    if (next === 'closed') await stopEscalations(tx, [change.alertId]);
    else if (change.kind !== 'seen') await holdEscalation(tx, change.alertId);
    return true;
  });
}

type State = Schema['alerts']['state'];

/** Anyone's answer takes the alert, until its escalation gives it back; only an operator closes it; what is closed stays closed. */
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
