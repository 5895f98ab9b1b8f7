/** Water and curfew: who is at the pond, and who goes out at night. Immediate, but for a slip of the model. */
import { boxCentre, insidePolygon, type Polygon } from '../geometry.ts';
import type { Person } from '../person.ts';
import type { Track } from '../tracker.ts';
import type { Concern } from './concern.ts';

export interface ZoneEntryInput {
  readonly watchedMs: number;
  readonly tracks: readonly Track[];
  readonly waterZones: readonly Polygon[];
  readonly exitZones: readonly Polygon[];
  readonly isChildHours: boolean;
  readonly isCurfew: boolean;
}

interface Presence {
  readonly looks: number;
  readonly lastSeenMs: number;
  readonly raised: boolean;
  /** Counts the alerts of this place. */
  readonly count: number;
}

export interface ZoneEntryState {
  readonly water: Presence;
  readonly curfew: Presence;
}

const NOBODY: Presence = { looks: 0, lastSeenMs: Number.NEGATIVE_INFINITY, raised: false, count: 0 };
export const EMPTY_ZONE_ENTRY: ZoneEntryState = { water: NOBODY, curfew: NOBODY };

/** One picture alone may be a slip. */
const LOOKS = 2;
/** Looks farther apart than this do not belong together. */
const TOGETHER_MS = 10_000;
/** Out of the zone for so long, the alert has ended. */
const LEFT_MS = 30_000;

export function updateZoneEntry(
  state: ZoneEntryState,
  input: ZoneEntryInput,
): [ZoneEntryState, readonly Concern[]] {
  const persons = input.tracks.map(({ person }) => person);
  const [water, atWater] = updatePlace(state.water, {
    watchedMs: input.watchedMs,
    isThere: persons.some((person) => stands(person, input.waterZones)),
    concern: (kind, count) => ({
      kind,
      key: `water-${count}`,
      type: 'zone',
      severity: input.isChildHours ? 'extreme' : 'severe',
      reason:
        kind === 'ended'
          ? { zh: '水边已无人', en: 'Nobody is at the water any more' }
          : { zh: '有人进入水边区域', en: 'Somebody is at the water' },
      measurements: [],
      sinceMs: 0,
    }),
  });
  const [curfew, atExit] = updatePlace(state.curfew, {
    watchedMs: input.watchedMs,
    isThere: input.isCurfew && persons.some((person) => stands(person, input.exitZones)),
    concern: (kind, count) => ({
      kind,
      key: `curfew-${count}`,
      type: 'curfew',
      severity: 'severe',
      reason:
        kind === 'ended'
          ? { zh: '门口已无人', en: 'Nobody is at the exit any more' }
          : { zh: '夜间有人从门口外出', en: 'Somebody is at the exit in curfew hours' },
      measurements: [],
      sinceMs: 0,
    }),
  });
  return [{ water, curfew }, [...atWater, ...atExit]];
}

/** Whether somebody stands in one of the exits at this moment. */
export function isAtExit(tracks: readonly Track[], exitZones: readonly Polygon[]): boolean {
  return tracks.some(({ person }) => stands(person, exitZones));
}

function updatePlace(
  place: Presence,
  {
    watchedMs,
    isThere,
    concern,
  }: {
    readonly watchedMs: number;
    readonly isThere: boolean;
    readonly concern: (kind: 'raised' | 'ended', count: number) => Concern;
  },
): [Presence, readonly Concern[]] {
  if (isThere) {
    const looks = watchedMs - place.lastSeenMs <= TOGETHER_MS ? place.looks + 1 : 1;
    const next = { ...place, looks, lastSeenMs: watchedMs };
    if (place.raised || looks < LOOKS) return [next, []];
    const count = place.count + 1;
    return [{ ...next, raised: true, count }, [concern('raised', count)]];
  }
  if (!place.raised || watchedMs - place.lastSeenMs < LEFT_MS) return [place, []];
  return [{ ...place, raised: false, looks: 0 }, [concern('ended', place.count)]];
}

/** By the feet where they are seen, else the middle of the box's lower edge. */
function stands(person: Person, zones: readonly Polygon[]): boolean {
  if (zones.length === 0) return false;
  const feet = [person.keypoints[15], person.keypoints[16]].filter((joint) => (joint?.score ?? 0) >= 0.2);
  const points =
    feet.length === 0
      ? [{ x: boxCentre(person.box).x, y: person.box.bottom }]
      : feet.flatMap((joint) => joint ?? []);
  return zones.some((zone) => points.some((point) => insidePolygon(point, zone)));
}
