import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trackingConfigSchema } from '../../../edge-config/contracts/config.ts';
import type { Person } from '../../../gateway/domain/person.ts';
import { EMPTY_TRACKER, type TrackerState, updateTracks } from '../../../gateway/domain/tracker.ts';
import { figure, STANDING } from '../../support/skeleton.ts';

const params = trackingConfigSchema.parse({});

function run(frames: readonly (readonly Person[])[], state: TrackerState = EMPTY_TRACKER) {
  let tracks = state;
  const seenIds: number[][] = [];
  for (const [index, persons] of frames.entries()) {
    const [next, output] = updateTracks(tracks, { streamTimeMs: index * 200, persons }, params);
    tracks = next;
    seenIds.push(output.seen.map((track) => track.id));
  }
  return { tracks, seenIds };
}

describe('updateTracks', () => {
  it('confirms a person only after successive strong frames', () => {
    const person = figure(STANDING);
    expect(run([[person], [person], [person]]).seenIds).toEqual([[], [], [1]]);
    expect(run([[person], [], [person], [person]]).seenIds).toEqual([[], [], [], []]);
  });

  it('keeps one track through a fall, although the box flips and the score drops to the keep score', () => {
    const frames = [0, 0, 0, 20, 50, 80, 90, 90].map((leanDeg, index) => [
      figure({ ...STANDING, leanDeg, score: index < 4 ? 0.6 : 0.12 }),
    ]);
    expect(run(frames).seenIds.slice(2)).toEqual([[1], [1], [1], [1], [1], [1]]);
  });

  it('never starts a track on weak detections', () => {
    const weak = figure({ ...STANDING, score: 0.2 });
    expect(run([[weak], [weak], [weak], [weak]]).seenIds.flat()).toEqual([]);
  });

  it('finds the same person after a short occlusion and forgets after the time to live', () => {
    const person = figure(STANDING);
    const short = [[person], [person], [person], [], [], [], [person]];
    expect(run(short).seenIds.at(-1)).toEqual([1]);
    const long = [[person], [person], [person], ...Array.from({ length: 12 }, () => []), [person]];
    expect(run(long).tracks.tracks.map((track) => track.id)).toEqual([2]);
  });

  it('counts one person found twice once', () => {
    const twice = [figure(STANDING), figure({ ...STANDING, x: STANDING.x + 0.005, score: 0.4 })];
    expect(run([twice, twice, twice]).seenIds.at(-1)).toHaveLength(1);
  });

  it('gives every seen track an id of its own, whatever comes', () => {
    const pose = fc.record({
      x: fc.double({ min: 0.1, max: 1.6, noNaN: true }),
      floorY: fc.double({ min: 0.3, max: 1, noNaN: true }),
      height: fc.double({ min: 0.1, max: 0.8, noNaN: true }),
      leanDeg: fc.integer({ min: 0, max: 90 }),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(pose, { maxLength: 4 }), { maxLength: 15 }), (frames) => {
        for (const ids of run(frames.map((poses) => poses.map(figure))).seenIds) {
          expect(new Set(ids).size).toBe(ids.length);
        }
      }),
      { numRuns: 100, seed: 7 },
    );
  });
});
