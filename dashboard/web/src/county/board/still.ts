import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';

/**
 * Why an alert shows no still. Of one that is closed nothing is waited for: it was lost on the way, or its time is over.
 * @returns key of the text
 */
export function stillAbsence({ alert, state }: Pick<AlertView, 'alert' | 'state'>): string {
  if (alert.image === null) return 'stillNone';
  return state === 'closed' ? 'stillGone' : 'stillPending';
}
