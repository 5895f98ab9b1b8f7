import { expect, it } from 'vitest';
import { END_PAUSE_MS, frameAt, loopedMs } from '../../../dashboard/web/src/county/board/replay-time.ts';

const FRAMES = [1000, 1200, 4000].map((streamTimeMs) => ({ streamTimeMs, persons: [] }));

it('shows the newest frame that is not in the future', () => {
  const shown = [0, 1000, 1199, 1200, 3999, 9000].map((ms) => frameAt(FRAMES, ms)?.streamTimeMs);
  expect(shown).toEqual([1000, 1000, 1000, 1200, 1200, 4000]);
  expect(frameAt([], 5)).toBeUndefined();
});

it('stands at its end for a moment, then begins again', () => {
  expect(loopedMs(2900, 100, 3000)).toBe(3000);
  expect(loopedMs(3000, END_PAUSE_MS, 3000)).toBe(3000 + END_PAUSE_MS);
  expect(loopedMs(3000 + END_PAUSE_MS, 1, 3000)).toBe(0);
});
