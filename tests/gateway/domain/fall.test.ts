import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeConfigSchema, trackingConfigSchema } from '../../../edge-config/contracts/config.ts';
import { figure, STANDING } from '../../../edge-config/scenario/skeleton.ts';
import type { FallEvent } from '../../../gateway/domain/fall.ts';
import type { Polygon } from '../../../gateway/domain/geometry.ts';
import type { Person } from '../../../gateway/domain/person.ts';
import { EMPTY_WATCH, watchFrame } from '../../../gateway/domain/watch.ts';

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

  it('raises "person down" within 90 s about someone who lies on the floor, although no drop was seen', () => {
    const events = watch([...seconds(3, 0), ...lyingDown, ...seconds(90, 88, 0.2)]);
    expect(kinds(events)).toEqual(['raised']);
    expect(events[0]).toMatchObject({
      reason: 'found',
      incident: { type: 'person_down', dropBodyHeights: 0 },
    });
    const lyingS = ((events[0]?.streamTimeMs ?? 0) - (events[0]?.incident.impactMs ?? 0)) / 1000;
    expect(lyingS).toBeGreaterThanOrEqual(60);
    expect(lyingS).toBeLessThanOrEqual(90);
  });

  it('says nothing of someone who lies in a rest zone, and waits longer for who was never seen up', () => {
    const restZones: Polygon[] = [
      [
        { x: 0, y: 0.5 },
        { x: 1.7, y: 0.5 },
        { x: 1.7, y: 1 },
        { x: 0, y: 1 },
      ],
    ];
    expect(watch([...seconds(3, 0), ...lyingDown, ...seconds(400, 88)], { restZones })).toEqual([]);
    expect(watch(seconds(290, 88))).toEqual([]);
    expect(kinds(watch(seconds(310, 88)))).toEqual(['raised']);
  });

  it('suspects who falls out of sight in the middle of a drop, and raises unless it is seen again', () => {
    const events = watch([...seconds(3, 0), ...falling.slice(0, 3), ...nobody(40)]);
    expect(events.slice(0, 2).map(({ kind, reason }) => [kind, reason])).toEqual([
      ['suspected', 'vanished'],
      ['raised', 'lost'],
    ]);
    const back = watch([...seconds(3, 0), ...falling.slice(0, 3), ...nobody(5), ...seconds(5, 0)]);
    expect(kinds(back)).toEqual(['suspected', 'cleared']);
  });

  it('takes head and shoulders on the floor for down, although the torso points up in the picture', () => {
    // Fallen towards the camera: seen head first, shoulders below the hips.
    const towards = (score: number): Person => {
      const upside = figure({ ...STANDING, score, height: 0.35 });
      const mirror = (y: number): number => 1.47 - y;
      return {
        ...upside,
        box: { ...upside.box, top: mirror(upside.box.bottom), bottom: mirror(upside.box.top) },
        keypoints: upside.keypoints.map((point) => ({ ...point, y: mirror(point.y) })),
      };
    };
    const film = [
      ...seconds(3, 0),
      ...falling.slice(0, 2),
      ...Array.from({ length: 60 }, () => [towards(0.3)]),
    ];
    expect(kinds(watch(film))).toEqual(['suspected', 'raised']);
  });

  it('waits longer, and says so, when the body rests higher than the floor: a bed that nobody drew', () => {
    const onBed = figure({ ...STANDING, leanDeg: 88, floorY: STANDING.floorY - 0.2 });
    const film = (lyingS: number): Person[][] => [
      ...seconds(3, 0),
      ...falling.slice(0, 3),
      ...Array.from({ length: lyingS * 5 }, () => [onBed]),
    ];
    expect(kinds(watch(film(100)))).toEqual(['suspected']);
    const late = watch(film(130));
    expect(kinds(late)).toEqual(['suspected', 'raised']);
    expect(late[1]?.incident.aboveFloor).toBe(true);
  });

  it('waits longer for who goes down and gets up again and again: play', () => {
    const cycle = [...falling, ...seconds(2, 88), ...seconds(4, 0)];
    const played = watch([...seconds(3, 0), ...cycle, ...cycle, ...falling, ...seconds(20, 88)]);
    expect(kinds(played)).not.toContain('raised');
    const hurt = watch([...seconds(3, 0), ...cycle, ...cycle, ...falling, ...seconds(35, 88)]);
    expect(hurt.at(-1)).toMatchObject({ kind: 'raised', incident: { playing: true } });
  });

  it('tells that someone else is up and about', () => {
    const film = [...seconds(3, 0), ...falling, ...seconds(12, 88)].map((persons, index) => [
      ...persons,
      figure({ ...STANDING, x: 0.2 + index * 0.005, height: 0.4 }),
    ]);
    const events = watch(film);
    expect(kinds(events)).toEqual(['suspected', 'raised']);
    expect(events[1]?.incident.company).toBe(true);
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
