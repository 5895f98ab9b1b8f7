import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acknowledge,
  begin,
  climb,
  type Escalation,
  type Ladder,
  stop,
  type Told,
} from '../../../dashboard/domain/escalation.ts';

const LADDER: Ladder<string> = {
  rungs: [
    { afterS: 0, tells: ['guardians', 'village_board'], sounds: false },
    { afterS: 60, tells: ['second_guardian', 'unit_head'], sounds: false },
    { afterS: 180, tells: ['grid_worker'], sounds: false },
    { afterS: 600, tells: ['county'], sounds: true },
  ],
  resumeAfterS: 600,
};
const rungsOf = (told: readonly Told<string>[]): number[] => told.map(({ rung }) => rung);

describe('escalation', () => {
  it('tells each rung at its time, and stops at the last', () => {
    const times: [number, number][] = [];
    let state = begin(0);
    for (let nowMs = 0; nowMs <= 2_000_000; nowMs += 1000) {
      const [next, told] = climb(LADDER, state, nowMs);
      state = next;
      times.push(...told.map(({ rung }): [number, number] => [rung, nowMs / 1000]));
    }
    expect(times).toEqual([
      [0, 0],
      [1, 60],
      [2, 180],
      [3, 600],
    ]);
    expect(state).toMatchObject({ rung: 3, dueMs: null });
  });

  it('tells all that was promised while the console was away, and is then where it would have been', () => {
    const [first] = climb(LADDER, begin(0), 0);
    const [state, told] = climb(LADDER, first, 200_000);
    expect(rungsOf(told)).toEqual([1, 2]);
    expect(state.dueMs).toBe(600_000);
  });

  it('stands still once acknowledged, and goes on when it is not closed in time', () => {
    const [first] = climb(LADDER, begin(0), 0);
    const held = acknowledge(LADDER, first, 30_000);
    expect(climb(LADDER, held, 629_999)).toEqual([held, []]);
    const [state, told] = climb(LADDER, held, 630_000);
    expect(told).toEqual([
      { rung: 1, tells: ['second_guardian', 'unit_head'], sounds: false, isResumed: true, isVacant: false },
    ]);
    expect(state.dueMs).toBe(630_000 + 120_000);
    const closed = stop(state);
    expect(climb(LADDER, closed, 10_000_000)).toEqual([closed, []]);
    expect(acknowledge(LADDER, closed, 0)).toEqual(closed);
  });

  it('tells no rung but the last twice, none out of order, and none before its time, whatever happens when', () => {
    const step = fc.record({
      afterMs: fc.integer({ min: 0, max: 400_000 }),
      what: fc.constantFrom('look', 'acknowledge'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let state: Escalation = begin(0);
        let nowMs = 0;
        const told: number[] = [];
        for (const { afterMs, what } of steps) {
          nowMs += afterMs;
          const [next, now] = climb(LADDER, state, nowMs);
          for (const { rung } of now)
            expect(nowMs).toBeGreaterThanOrEqual((LADDER.rungs[rung]?.afterS ?? 0) * 1000);
          told.push(...rungsOf(now));
          state = what === 'acknowledge' ? acknowledge(LADDER, next, nowMs) : next;
        }
        // Only the last may be told again: nobody closed it.
        const last = LADDER.rungs.length - 1;
        expect(told).toEqual(told.map((_, index) => Math.min(index, last)));
      }),
      { seed: 5 },
    );
  });

  it('goes on at once from a rung that reaches nobody, and gives the next one its full time', () => {
    const isHeld = (tells: readonly string[]): boolean => !tells.includes('grid_worker');
    const [first] = climb(LADDER, begin(0), 60_000, isHeld);
    const [state, told] = climb(LADDER, first, 180_000, isHeld);
    expect(told.map(({ isVacant, rung }) => [rung, isVacant])).toEqual([
      [2, true],
      [3, false],
    ]);
    expect(state).toMatchObject({ rung: 3, dueMs: null });
  });

  it('skips no rung that somebody holds, and waits for each of them its full time, whoever is absent', () => {
    const run = fc.record({
      vacant: fc.subarray(['guardians', 'second_guardian', 'grid_worker', 'county']),
      looksMs: fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 40 }),
    });
    fc.assert(
      fc.property(run, ({ looksMs, vacant }) => {
        const isHeld = (tells: readonly string[]): boolean => !vacant.includes(tells[0] ?? '');
        let state: Escalation = begin(0);
        let nowMs = 0;
        let heldUntilMs = 0;
        const told: number[] = [];
        for (const afterMs of looksMs) {
          nowMs += afterMs;
          const [next, now] = climb(LADDER, state, nowMs, isHeld);
          for (const { isVacant, rung } of now) {
            expect(nowMs).toBeGreaterThanOrEqual(heldUntilMs);
            const [here, above] = [LADDER.rungs[rung], LADDER.rungs[rung + 1]];
            expect(isVacant).toBe(!isHeld(here?.tells ?? []));
            if (!isVacant) heldUntilMs += ((above?.afterS ?? 0) - (here?.afterS ?? 0)) * 1000;
          }
          told.push(...rungsOf(now));
          state = next;
        }
        expect(told).toEqual(told.map((_, index) => index));
        // Nothing that is vacant is waited for: what is told last is held, or the top.
        const last = LADDER.rungs[state.rung];
        const isWaiting = state.rung === -1 || state.rung === LADDER.rungs.length - 1;
        expect(isWaiting || isHeld(last?.tells ?? [])).toBe(true);
      }),
      { seed: 7 },
    );
  });
});
