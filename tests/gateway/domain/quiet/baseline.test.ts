import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EMPTY_BASELINE,
  learn,
  limitMin,
  noteGap,
  type OpenGap,
  widen,
} from '../../../../gateway/domain/quiet/baseline.ts';
import type { LocalTime } from '../../../../gateway/domain/quiet/calendar.ts';

const calendar = { holidays: ['2026-10-01'], schoolWeekdays: [1, 2, 3, 4, 5] };
const params = { fixedDays: 14, bufferMin: 120, floorMin: 240, capMin: 960 };
const at = (minute: number, more: Partial<LocalTime> = {}): LocalTime => ({
  date: '2026-03-16',
  minute,
  weekday: 1,
  ...more,
});
const limitAt = (state: typeof EMPTY_BASELINE, local: LocalTime, fixedMin = 720): number =>
  limitMin(state, { local, calendar, fixedMin }, params);

/** Three weeks in which nobody was seen for so long around a time of day. */
function learnt(gapMin: number, minute: number, more: Partial<LocalTime> = {}) {
  let state = EMPTY_BASELINE;
  for (let day = 1; day <= 21; day += 1) {
    const local = at(minute, { date: `2026-03-${String(day).padStart(2, '0')}`, ...more });
    state = learn(state, noteGap([], { local, calendar, unseenMin: gapMin }), local);
  }
  return state;
}

describe('what is usual', () => {
  it('does not count before two weeks are over', () => {
    let state = EMPTY_BASELINE;
    for (let day = 1; day <= 15; day += 1) {
      expect(limitAt(state, at(600))).toBe(720);
      const local = at(600, { date: `2026-03-${day}` });
      state = learn(state, noteGap([], { local, calendar, unseenMin: 200 }), local);
    }
    expect(limitAt(state, at(600))).toBe(320);
  });

  it('is the longest there was, and a buffer, for an hour around', () => {
    const state = learnt(300, 600);
    expect(limitAt(state, at(600))).toBe(420);
    expect(limitAt(state, at(655))).toBe(420);
    expect(limitAt(state, at(690))).toBe(720);
  });

  it('is never over the cap nor under the floor', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 1439 }), (gap, minute) => {
        const limit = limitAt(learnt(gap, minute), at(minute));
        expect(limit).toBeGreaterThanOrEqual(params.floorMin);
        expect(limit).toBeLessThanOrEqual(params.capMin);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('is another on other weekdays and on holidays', () => {
    const state = learnt(300, 600);
    expect(limitAt(state, at(600, { weekday: 2 }))).toBe(720);
    expect(limitAt(state, at(600, { weekday: 1, date: '2026-10-01' }))).toBe(720);
  });

  it('is not more than the cap even while the fixed rule holds', () => {
    expect(limitAt(EMPTY_BASELINE, at(600), 2000)).toBe(params.capMin);
  });
});

describe('a gap', () => {
  it('tells for each quarter of an hour how long it had lasted then', () => {
    let gap: OpenGap = [];
    for (let minute = 590; minute <= 620; minute += 10) {
      gap = noteGap(gap, { local: at(minute), calendar, unseenMin: minute - 580 });
    }
    expect(gap).toEqual([
      [39, 10],
      [40, 30],
      [41, 40],
    ]);
  });

  it('takes no more room after two days', () => {
    let gap: OpenGap = [];
    for (let minute = 0; minute < 5 * 1440; minute += 15) {
      const local = at(minute % 1440, { weekday: 1 + (Math.floor(minute / 1440) % 7) });
      gap = noteGap(gap, { local, calendar, unseenMin: minute });
    }
    expect(gap).toHaveLength(192);
  });
});

describe('what people call false', () => {
  it('widens the usual at its time, within the cap', () => {
    const state = widen(learnt(100, 600), { local: at(600), calendar, unseenMin: 700 }, params);
    expect(limitAt(state, at(600))).toBe(820);
    const far = widen(state, { local: at(600), calendar, unseenMin: 5000 }, params);
    expect(limitAt(far, at(600))).toBe(params.capMin);
  });

  it('never narrows it', () => {
    const state = learnt(300, 600);
    expect(widen(state, { local: at(600), calendar, unseenMin: 10 }, params)).toEqual(state);
  });
});
