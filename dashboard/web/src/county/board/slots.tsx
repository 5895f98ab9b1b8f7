/** Where other areas stand in the detail of an alert. The key R focuses the element with the id `household-card`. */
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';

interface SlotProps {
  readonly view: AlertView;
}

/** Who lives there, whom to call. */
export function HouseholdCardSlot(_: SlotProps) {
  return null;
}

/** The movement of the skeleton before the alert. */
export function SkeletonReplaySlot(_: SlotProps) {
  return null;
}

/** What the camera sees now. */
export function LiveViewSlot(_: SlotProps) {
  return null;
}

/** Quiet alerts that wait for their hour. */
export function DigestPanelSlot() {
  return null;
}
