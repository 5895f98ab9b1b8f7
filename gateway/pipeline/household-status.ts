/** What the board is told of a household: when somebody was last seen, and its day against what is usual. Pure. */
import type { EdgeConfig } from '../../edge-config/contracts/config.ts';
import type { HouseholdStatus } from '../../edge-config/contracts/messages.ts';
import { limitMin, SLOT_MIN, SLOTS } from '../domain/quiet/baseline.ts';
import { dayKind, type LocalTime, within } from '../domain/quiet/calendar.ts';
import type { PresenceParams, PresenceState } from '../domain/quiet/presence.ts';

export function householdStatus(
  { id, label }: Pick<EdgeConfig['households'][number], 'id' | 'label'>,
  state: PresenceState,
  local: LocalTime,
  params: PresenceParams,
): HouseholdStatus {
  const { activeHours, calendar, learning, unseenMin } = params;
  const slots = Array.from({ length: SLOTS }, (_, slot) => slot);
  const row = dayKind(local, calendar) * SLOTS;
  const limitAt = (minute: number): number | null =>
    within(activeHours, minute)
      ? limitMin(state.baseline, { local: { ...local, minute }, calendar, fixedMin: unseenMin }, learning)
      : null;
  return {
    householdId: id,
    label,
    state: !state.known ? 'unknown' : state.outSince !== null ? 'out' : 'watched',
    lastSeenAt: state.lastSeenWallMs === null ? null : new Date(state.lastSeenWallMs).toISOString(),
    unseenMin: Math.round(state.unseenActiveMs / 60_000),
    limitMin: limitAt(local.minute),
    learntDays: state.baseline.learntDays,
    learningDays: learning.fixedDays,
    day: {
      date: local.date,
      slotMin: SLOT_MIN,
      usualMin: slots.map((slot) => known(state.baseline.longestMin[row + slot])),
      limitMin: slots.map((slot) => limitAt(slot * SLOT_MIN)),
      todayMin: slots.map((slot) =>
        state.today.date === local.date ? known(state.today.longestMin[slot]) : null,
      ),
    },
  };
}

/** The domain marks what it does not know by -1. */
function known(value: number | undefined): number | null {
  return value === undefined || value < 0 ? null : value;
}
