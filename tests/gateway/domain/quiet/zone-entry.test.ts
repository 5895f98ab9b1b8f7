import { describe, expect, it } from 'vitest';
import {
  EMPTY_ZONE_ENTRY,
  isAtExit,
  updateZoneEntry,
  type ZoneEntryInput,
} from '../../../../gateway/domain/quiet/zone-entry.ts';
import type { Track } from '../../../../gateway/domain/tracker.ts';
import { trackOf } from '../../../support/tracks.ts';

const square = (left: number) => [
  { x: left, y: 0.5 },
  { x: left + 0.4, y: 0.5 },
  { x: left + 0.4, y: 1 },
  { x: left, y: 1 },
];
const POND = square(0);
const DOOR = square(1.2);
const atPond = trackOf({ x: 0.2 });
const atDoor = trackOf({ x: 1.4 });

/** One look a second. */
function watch(
  seconds: number,
  thereAt: (second: number) => readonly Track[],
  more: Partial<ZoneEntryInput> = {},
) {
  let state = EMPTY_ZONE_ENTRY;
  const told: [number, string, string, string][] = [];
  for (let second = 0; second < seconds; second += 1) {
    const [next, concerns] = updateZoneEntry(state, {
      watchedMs: second * 1000,
      tracks: thereAt(second),
      waterZones: [POND],
      exitZones: [DOOR],
      isChildHours: false,
      isCurfew: false,
      ...more,
    });
    state = next;
    told.push(
      ...concerns.map(({ kind, severity, type }): [number, string, string, string] => [
        second,
        kind,
        type,
        severity,
      ]),
    );
  }
  return told;
}

describe('water', () => {
  it('is told of at the second look, whoever it is, and ends half a minute after the last', () => {
    expect(watch(60, (second) => (second >= 5 && second < 10 ? [atPond] : []))).toEqual([
      [6, 'raised', 'zone', 'severe'],
      [39, 'ended', 'zone', 'severe'],
    ]);
  });

  it('is graver in the hours of children', () => {
    expect(watch(5, () => [atPond], { isChildHours: true })[0]?.[3]).toBe('extreme');
  });

  it('is not entered by one slip of the model, nor by two far apart', () => {
    expect(watch(60, (second) => (second === 5 || second === 30 ? [atPond] : []))).toEqual([]);
  });

  it('is one alert while people come and go at it', () => {
    const told = watch(120, (second) => (second % 20 < 5 ? [atPond] : []));
    expect(told.map(([, kind]) => kind)).toEqual(['raised']);
  });

  it('is left alone by who stands beside it', () => {
    expect(watch(30, () => [trackOf({ x: 0.8 })])).toEqual([]);
  });

  it('is judged by the lower edge of the body when the feet are not seen', () => {
    const { person } = trackOf({ x: 0.2 });
    const footless = person.keypoints.map((joint, index) => (index >= 15 ? { ...joint, score: 0.1 } : joint));
    const track = { ...atPond, person: { ...person, keypoints: footless } };
    expect(watch(5, () => [track])[0]?.[1]).toBe('raised');
  });
});

describe('an exit', () => {
  it('may be used by day, and is told of in the hours of curfew', () => {
    expect(watch(30, () => [atDoor])).toEqual([]);
    expect(watch(3, () => [atDoor], { isCurfew: true })).toEqual([[1, 'raised', 'curfew', 'severe']]);
  });

  it('is known to be stood in', () => {
    expect(isAtExit([atPond, atDoor], [DOOR])).toBe(true);
    expect(isAtExit([atPond], [DOOR])).toBe(false);
    expect(isAtExit([atDoor], [])).toBe(false);
  });
});
