import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Concern } from '../../../../gateway/domain/quiet/concern.ts';
import {
  EMPTY_STILLNESS,
  longestStillMs,
  type StillnessInput,
  sawSomeone,
  updateStillness,
} from '../../../../gateway/domain/quiet/stillness.ts';
import type { Track } from '../../../../gateway/domain/tracker.ts';
import { trackOf } from '../../../support/tracks.ts';

const MINUTE_MS = 60_000;
const LIMITS = { outsideMs: 60 * MINUTE_MS, restMs: 240 * MINUTE_MS };
/** The left third of the picture. */
const BED = [
  { x: 0, y: 0 },
  { x: 0.6, y: 0 },
  { x: 0.6, y: 1 },
  { x: 0, y: 1 },
];

interface Told {
  readonly atMin: number;
  readonly concern: Concern;
}

/** One look a minute, at what is there in that minute. */
function watch(
  minutes: number,
  thereAt: (minute: number) => readonly Track[],
  more: Partial<StillnessInput> = {},
) {
  let state = EMPTY_STILLNESS;
  const told: Told[] = [];
  for (let atMin = 0; atMin < minutes; atMin += 1) {
    const input = {
      watchedMs: atMin * MINUTE_MS,
      tracks: thereAt(atMin),
      restZones: [BED],
      limits: LIMITS,
      ...more,
    };
    const [next, concerns] = updateStillness(state, input);
    state = next;
    told.push(...concerns.map((concern) => ({ atMin, concern })));
  }
  return { told, state };
}

const kinds = (told: readonly Told[]) => told.map(({ atMin, concern }) => [atMin, concern.kind]);

describe('someone who does not move', () => {
  it('is told of at the limit of the place, once', () => {
    const { told } = watch(200, () => [trackOf({ x: 1 })]);
    expect(kinds(told)).toEqual([[60, 'raised']]);
    expect(told[0]?.concern).toMatchObject({ type: 'inactivity', severity: 'severe' });
    expect(told[0]?.concern.reason.en).toBe('No movement for 1 h, outside any rest zone');
  });

  it('may be still for longer in a rest zone, told by the hips', () => {
    const { told } = watch(300, () => [trackOf({ x: 0.3 })]);
    expect(kinds(told)).toEqual([[240, 'raised']]);
    expect(told[0]?.concern.severity).toBe('moderate');
  });

  it('has the alert ended by a movement, and raised anew after as long again', () => {
    const { told } = watch(200, (minute) => [trackOf({ x: minute < 90 ? 1 : 1.3 })]);
    expect(kinds(told)).toEqual([
      [60, 'raised'],
      [91, 'ended'],
      [151, 'raised'],
    ]);
  });

  it('is not excused by one look in which the model slipped', () => {
    const { told } = watch(100, (minute) => [trackOf({ x: minute === 30 ? 1.2 : 1 })]);
    expect(kinds(told)).toEqual([[60, 'raised']]);
  });

  it('is the same one when the track is another', () => {
    const { told } = watch(100, (minute) => [trackOf({ x: 1 }, { id: Math.floor(minute / 7) })]);
    expect(kinds(told)).toEqual([[60, 'raised']]);
  });

  it('counts no more than a minute between two looks, however long nothing was seen', () => {
    const { told } = watch(200, (minute) => (minute % 20 === 0 ? [trackOf({ x: 1 })] : []));
    expect(told).toEqual([]);
  });

  it('is no alert when it never moved: a coat, a poster', () => {
    const { told, state } = watch(600, () => [trackOf({ x: 1 }, { travelled: 0 })]);
    expect(told).toEqual([]);
    expect(sawSomeone(state, 599 * MINUTE_MS)).toBe(false);
    expect(longestStillMs(state)).toBe(0);
  });

  it('is known to live after some turns in its place', () => {
    const turning = (minute: number) => (minute < 40 ? (Math.floor(minute / 4) % 2) * 0.2 : 0);
    const { told } = watch(200, (minute) => [trackOf({ x: 1 + turning(minute) }, { travelled: 0 })]);
    expect(kinds(told).map(([, kind]) => kind)).toEqual(['raised']);
  });

  it('has the alert ended ten minutes after it is not seen any more', () => {
    const { told } = watch(200, (minute) => (minute < 90 ? [trackOf({ x: 1 })] : []));
    expect(kinds(told)).toEqual([
      [60, 'raised'],
      [99, 'ended'],
    ]);
  });

  it('is told of beside others who move', () => {
    const { told } = watch(100, (minute) => [
      trackOf({ x: 1 }, { id: 1 }),
      trackOf({ x: 0.2 + (minute % 3) * 0.1 }, { id: 2 }),
    ]);
    expect(kinds(told)).toEqual([[60, 'raised']]);
  });
});

describe('the limit', () => {
  it('is never undercut, whatever the looks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ stepMs: fc.integer({ min: 1000, max: 300_000 }), isThere: fc.boolean() }), {
          maxLength: 200,
        }),
        (looks) => {
          let state = EMPTY_STILLNESS;
          let watchedMs = 0;
          let seenMs = 0;
          for (const { stepMs, isThere } of looks) {
            watchedMs += stepMs;
            seenMs += Math.min(stepMs, MINUTE_MS);
            const tracks = isThere ? [trackOf({ x: 1 })] : [];
            const input = { watchedMs, tracks, restZones: [], limits: LIMITS };
            const [next, concerns] = updateStillness(state, input);
            state = next;
            if (concerns.some(({ kind }) => kind === 'raised'))
              expect(seenMs).toBeGreaterThanOrEqual(LIMITS.outsideMs);
          }
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });
});
