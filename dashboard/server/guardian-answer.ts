/** What a guardian answers, from whichever way it came: over MQTT, or from the app's queue and its notifications. */
import { ShouwangError } from '../../edge-config/contracts/errors.ts';
import type { GuardianAction, HumanMessage } from '../../edge-config/contracts/messages.ts';
import { isBoundTo, recordHuman } from './store/alerts.ts';
import type { Database } from './store/database.ts';
import { guardianLabel } from './store/people.ts';

export interface AnswerHooks {
  readonly onAlertChanged: (alertId: string) => void;
  readonly onHuman: (message: HumanMessage) => void;
}

/**
 * Idempotent by `actionId`.
 * @returns whether it was new.
 * @throws ShouwangError NOT_FOUND when the alert was not sent to this guardian
 */
export async function takeGuardianAnswer(
  database: Database,
  { action, actionId, alertId, at, guardianId }: GuardianAction,
  hooks: AnswerHooks,
): Promise<boolean> {
  if (!(await isBoundTo(database, alertId, guardianId)))
    throw new ShouwangError('NOT_FOUND', `alert ${alertId} was not sent to guardian ${guardianId}`);
  const isNew = await recordHuman(database, {
    ...{ alertId, kind: action, actionId, at },
    actor: { kind: 'guardian', label: await guardianLabel(database, guardianId) },
    ...{ note: null, outcome: null, seenRevision: null },
  });
  if (!isNew) return false;
  hooks.onAlertChanged(alertId);
  if (action !== 'seen') hooks.onHuman({ alertId, action, outcome: null, byKind: 'guardian', at });
  return true;
}
