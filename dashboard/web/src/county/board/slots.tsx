/** Where other areas stand in the detail of an alert. The key R focuses the element with the id `household-card`. */
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { DigestPanel } from '../escalation/digest-panel.tsx';
import { HouseholdCard } from '../estate/household-card.tsx';

interface SlotProps {
  readonly view: AlertView;
}

/** Who lives there, whom to call. */
export function HouseholdCardSlot({ view: { alert } }: SlotProps) {
  const { alertId, gatewayId, householdId } = alert;
  if (householdId === null) return null;
  return (
    <section id="household-card" tabIndex={-1}>
      <HouseholdCard key={alertId} alertId={alertId} gatewayId={gatewayId} householdId={householdId} />
    </section>
  );
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
  return <DigestPanel />;
}
