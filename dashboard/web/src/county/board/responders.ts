/** Whom to send: who is on duty before who is not, near before far. Pure. */
import type { ResponderRole, ResponderView } from '../../../../../edge-config/contracts/rest.ts';

const NEAR_TO_FAR: readonly ResponderRole[] = [
  'unit_head',
  'grid_worker',
  'village_centre',
  'township',
  'county',
];

/** @param division code of where the alert is. */
export function byNearness(responders: readonly ResponderView[], division: string): ResponderView[] {
  const shared = ({ division: { code } }: ResponderView): number => {
    let digits = 0;
    while (digits < code.length && code[digits] === division[digits]) digits += 1;
    return digits;
  };
  return responders
    .filter(({ isActive }) => isActive)
    .sort(
      (a, b) =>
        Number(b.isOnDuty) - Number(a.isOnDuty) ||
        shared(b) - shared(a) ||
        NEAR_TO_FAR.indexOf(a.role) - NEAR_TO_FAR.indexOf(b.role) ||
        a.label.localeCompare(b.label),
    );
}
