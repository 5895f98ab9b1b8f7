import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trackingConfigSchema } from '../../../edge-config/contracts/config.ts';
import { figure, STANDING } from '../../../edge-config/scenario/skeleton.ts';
import type { Person } from '../../../gateway/domain/person.ts';
import {
  EMPTY_TRACKER,
  isPhantom,
  type TrackerState,
  updateTracks,
} from '../../../gateway/domain/tracker.ts';

const params = trackingConfigSchema.parse({});

function run(frames: readonly (readonly Person[])[], state: TrackerState = EMPTY_TRACKER) {
  let tracks = state;
  const seenIds: number[][] = [];
  for (const [index, persons] of frames.entries()) {
    const [next, output] = updateTracks(tracks, { streamTimeMs: index * 200, persons }, params);
    tracks = next;
    seenIds.push(output.seen.filter((track) => track.confirmed).map((track) => track.id));
  }
  return { tracks, seenIds };
}

describe('updateTracks', () => {
  it('confirms a person after strong frames, of which weak and missed ones take some back', () => {
    const person = figure(STANDING);
    const weak = figure({ ...STANDING, score: 0.2 });
    expect(run([[person], [person], [person]]).seenIds).toEqual([[], [], [1]]);
    expect(run([[person], [], [person], [person]]).seenIds).toEqual([[], [], [], []]);
    expect(run([[person], [person], [weak], [person], [person]]).seenIds).toEqual([[], [], [], [], [1]]);
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

  const nobody = (seconds: number): Person[][] => Array.from({ length: seconds * 5 }, () => []);
  const standing = (seconds: number, x = STANDING.x): Person[][] =>
    Array.from({ length: seconds * 5 }, () => [figure({ ...STANDING, x })]);

  it('keeps the id through 30 s behind something, and forgets after that', () => {
    expect(run([...standing(1), ...nobody(29), ...standing(1)]).seenIds.at(-1)).toEqual([1]);
    expect(run([...standing(1), ...nobody(29), ...standing(1, STANDING.x + 0.5)]).seenIds.at(-1)).toEqual([
      1,
    ]);
    expect(run([...standing(1), ...nobody(32), ...standing(1)]).seenIds.at(-1)).toEqual([2]);
  });

  it('gives no waiting id to someone far away, nor to someone of another size', () => {
    expect(run([...standing(1), ...nobody(3), ...standing(1, STANDING.x + 0.9)]).seenIds.at(-1)).toEqual([2]);
    const child = Array.from({ length: 5 }, () => [figure({ ...STANDING, height: STANDING.height * 0.4 })]);
    expect(run([...standing(1), ...nobody(3), ...child]).seenIds.at(-1)).toEqual([2]);
  });

  it('tells two people who pass each other apart', () => {
    const walk = Array.from({ length: 40 }, (_, index) => [
      figure({ ...STANDING, x: 0.3 + index * 0.03 }),
      figure({ ...STANDING, x: 1.5 - index * 0.03, height: 0.46 }),
    ]);
    const last = run(walk).tracks.tracks.filter((track) => track.confirmed);
    const byId = new Map(
      last.map((track) => [track.id, (track.person.box.left + track.person.box.right) / 2]),
    );
    expect(byId.size).toBe(2);
    expect(byId.get(1)).toBeGreaterThan(1.2);
    expect(byId.get(2)).toBeLessThan(0.6);
  });

  it('leaves a thing on the wall that looks a little like a person alone', () => {
    const coat = figure({ x: 1.2, floorY: 0.6, height: 0.3, leanDeg: 0, score: 0.15 });
    const film = [
      ...Array.from({ length: 25 }, () => [figure({ ...STANDING, x: 1 }), coat]),
      // The person is gone for a moment; the coat must not become the person.
      ...Array.from({ length: 5 }, () => [coat]),
    ];
    expect(run(film).seenIds.at(-1)).toEqual([]);
  });

  it('calls what never moved and never scored well a phantom', () => {
    const flicker = (seconds: number): Person[][] =>
      Array.from({ length: seconds * 5 }, (_, index) => [
        figure({ ...STANDING, score: index < 3 ? 0.26 : 0.13 }),
      ]);
    const [phantom] = run(flicker(6)).tracks.tracks;
    expect(phantom === undefined ? undefined : isPhantom(phantom)).toBe(true);
    const [person] = run(standing(6)).tracks.tracks;
    expect(person === undefined ? undefined : isPhantom(person)).toBe(false);
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
