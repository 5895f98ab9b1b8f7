import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeConfigSchema, trackingConfigSchema } from '../../../edge-config/contracts/config.ts';
import type { FallEvent } from '../../../gateway/domain/fall.ts';
import type { Polygon } from '../../../gateway/domain/geometry.ts';
import type { Person } from '../../../gateway/domain/person.ts';
import { EMPTY_WATCH, watchFrame } from '../../../gateway/domain/watch.ts';
import { figure, STANDING } from '../../support/skeleton.ts';

const params = {
  tracking: trackingConfigSchema.parse({}),
  fall: edgeConfigSchema.shape.fall.parse({}),
};
const STEP_MS = 200;

/** A film: who is seen in each frame, 5 frames a second. */
function watch(
  film: readonly (readonly Person[])[],
  options: { restZones?: Polygon[]; timesMs?: readonly number[] } = {},
): FallEvent[] {
  let state = EMPTY_WATCH;
  const events: FallEvent[] = [];
  for (const [index, persons] of film.entries()) {
    const streamTimeMs = options.timesMs?.[index] ?? index * STEP_MS;
    const scene = { aspect: 16 / 9, restZones: options.restZones ?? [], ignoreZones: [] };
    const [next, output] = watchFrame(state, { streamTimeMs, persons, scene }, params);
    state = next;
    events.push(...output.events);
  }
  return events;
}

const seconds = (count: number, leanDeg: number, score = 0.6): Person[][] =>
  Array.from({ length: count * 5 }, () => [figure({ ...STANDING, leanDeg, score })]);
const nobody = (count: number): Person[][] => Array.from({ length: count * 5 }, () => []);
/** Upright to flat within 0.8 s, as fast as people fall. */
const falling: Person[][] = [20, 45, 70, 88].map((leanDeg) => [figure({ ...STANDING, leanDeg })]);
/** The same way down in 6 s: someone lies down. */
const lyingDown: Person[][] = Array.from({ length: 30 }, (_, index) => [
  figure({ ...STANDING, leanDeg: index * 3 }),
]);
const kinds = (events: readonly FallEvent[]): string[] => events.map((event) => event.kind);

describe('the fall machine', () => {
  it('suspects at the drop and raises after the dwell time on the floor', () => {
    const events = watch([...seconds(3, 0), ...falling, ...seconds(12, 88, 0.15)]);
    expect(kinds(events)).toEqual(['suspected', 'raised']);
    const raised = events[1];
    expect(raised?.reason).toBe('dwell');
    expect((raised?.streamTimeMs ?? 0) - (raised?.incident.impactMs ?? 0)).toBeGreaterThanOrEqual(
      params.fall.dwellMs,
    );
    expect((raised?.streamTimeMs ?? 0) - (raised?.incident.impactMs ?? 0)).toBeLessThan(
      params.fall.dwellMs + 1000,
    );
    expect(raised?.incident.dropBodyHeights).toBeGreaterThan(0.5);
  });

  it('clears when the person is up again before the dwell time', () => {
    const events = watch([...seconds(3, 0), ...falling, ...seconds(4, 88), ...seconds(5, 0)]);
    expect(kinds(events)).toEqual(['suspected', 'cleared']);
  });

  it('counts the dwell anew after the person was up for more than a moment', () => {
    const events = watch([
      ...seconds(3, 0),
      ...falling,
      ...seconds(5, 88),
      ...seconds(2, 0),
      ...falling,
      ...seconds(13, 88),
    ]);
    const raised = events.find((event) => event.kind === 'raised');
    // Up at 8.8 s, down again from 10.8 s on; without the new count it would be raised at 13.8 s.
    expect(raised?.streamTimeMs).toBeGreaterThan(20_000);
  });

  it('takes sitting down behind something that hides the legs for no fall', () => {
    const seated = figure(STANDING);
    // The shoulders stay where they are; the lower half of the body goes out of sight.
    const hidden = {
      ...seated,
      keypoints: seated.keypoints.map((point, index) => (index >= 13 ? { ...point, score: 0 } : point)),
      box: { ...seated.box, bottom: seated.box.top + 0.22 },
    };
    const film = [...seconds(3, 0), ...Array.from({ length: 80 }, () => [hidden])];
    expect(watch(film)).toEqual([]);
  });

  it('ends a raised alert once the person is up for long enough', () => {
    const events = watch([...seconds(3, 0), ...falling, ...seconds(12, 88), ...seconds(5, 0)]);
    expect(kinds(events)).toEqual(['suspected', 'raised', 'ended']);
    expect(events[2]?.reason).toBe('upright');
  });

  it('says nothing about someone who walks, stands or lies down slowly', () => {
    expect(watch([...seconds(20, 0)])).toEqual([]);
    expect(watch([...seconds(3, 0), ...lyingDown, ...seconds(20, 88)])).toEqual([]);
  });

  it('raises although the fallen person is hidden from view', () => {
    const events = watch([...seconds(3, 0), ...falling, ...seconds(2, 88), ...nobody(40)]);
    expect(kinds(events).slice(0, 2)).toEqual(['suspected', 'raised']);
    expect(events[1]?.reason).toBe('lost');
  });

  it('clears when the person was last seen at the edge of the picture', () => {
    const atEdge = (film: Person[][]): Person[][] =>
      film.map((persons) =>
        persons.map((person) => ({
          ...person,
          box: { ...person.box, left: 1.2, right: 16 / 9 },
        })),
      );
    const events = watch([...atEdge([...seconds(3, 0), ...falling, ...seconds(2, 88)]), ...nobody(40)]);
    expect(kinds(events)).toEqual(['suspected', 'cleared']);
  });

  it('marks a fall into a rest zone', () => {
    const bed: Polygon = [
      { x: 0.7, y: 0.6 },
      { x: 1.7, y: 0.6 },
      { x: 1.7, y: 1 },
      { x: 0.7, y: 1 },
    ];
    const events = watch([...seconds(3, 0), ...falling, ...seconds(12, 88)], { restZones: [bed] });
    expect(events.find((event) => event.kind === 'raised')?.incident.restZone).toBe(true);
  });

  it('concludes nothing from a jump across a hole in the stream', () => {
    const film = [...seconds(3, 0), ...seconds(20, 88)];
    const timesMs = film.map((_, index) => index * STEP_MS + (index >= 15 ? 5000 : 0));
    expect(watch(film, { timesMs })).toEqual([]);
  });

  it('decides the same of the mirrored picture', () => {
    const aspect = 16 / 9;
    const mirrored = (film: Person[][]): Person[][] =>
      film.map((persons) =>
        persons.map((person) => ({
          ...person,
          box: { ...person.box, left: aspect - person.box.right, right: aspect - person.box.left },
          keypoints: person.keypoints.map((point) => ({ ...point, x: aspect - point.x })),
        })),
      );
    const lean = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 10, maxLength: 40 });
    fc.assert(
      fc.property(lean, fc.double({ min: 0.3, max: 1.4, noNaN: true }), (leans, x) => {
        const film = leans.flatMap((leanDeg) =>
          Array.from({ length: 4 }, () => [figure({ ...STANDING, x, leanDeg })]),
        );
        const told = (events: FallEvent[]) => events.map(({ kind, streamTimeMs }) => [kind, streamTimeMs]);
        expect(told(watch(mirrored(film)))).toEqual(told(watch(film)));
      }),
      { numRuns: 60, seed: 13 },
    );
  });

  it('never raises while time stands still or goes back', () => {
    const film = [...seconds(3, 0), ...falling, ...seconds(12, 88)];
    const forwardMs = 3000 + falling.length * STEP_MS + 2000;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: forwardMs }), { minLength: 60 }), (jitterMs) => {
        // Video time runs to two seconds after the fall, then jumps about at or before that moment.
        const timesMs = film.map((_, index) =>
          index * STEP_MS <= forwardMs ? index * STEP_MS : (jitterMs[index % jitterMs.length] ?? 0),
        );
        expect(kinds(watch(film, { timesMs }))).not.toContain('raised');
      }),
      { numRuns: 50, seed: 11 },
    );
  });
});
