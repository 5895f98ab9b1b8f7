import type { HouseholdStatus } from '../../edge-config/contracts/messages.ts';

/** A household at half past ten, after three weeks of learning. */
export function sampleHousehold(more: Partial<HouseholdStatus> = {}): HouseholdStatus {
  const slots = (valueAt: (slot: number) => number | null): (number | null)[] =>
    Array.from({ length: 96 }, (_, slot) => valueAt(slot));
  return {
    householdId: 'home',
    label: '三组 7 号',
    state: 'watched',
    lastSeenAt: '2026-03-23T02:18:00.000Z',
    unseenMin: 12,
    limitMin: 330,
    learntDays: 21,
    learningDays: 14,
    day: {
      date: '2026-03-23',
      slotMin: 15,
      usualMin: slots((slot) => (slot < 24 || slot >= 84 ? null : Math.round(90 + 80 * Math.sin(slot / 9)))),
      limitMin: slots((slot) => (slot < 24 || slot >= 84 ? null : Math.round(240 + 90 * Math.sin(slot / 9)))),
      todayMin: slots((slot) => (slot < 26 || slot > 42 || slot === 33 ? null : ((slot * 7) % 5) * 15)),
    },
    ...more,
  };
}
