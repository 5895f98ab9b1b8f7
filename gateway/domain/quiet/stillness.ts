/**
 * Inactivity 久静: someone who is there and does not move, for longer than this hour allows. Kept by place rather than
 * by track, since a sleeper's track comes and goes; runs on watched time, so that a blind camera ripens nothing.
 */
import { boxCentre, boxDiagonal, distance, insidePolygon, type Polygon } from '../geometry.ts';
import type { Person } from '../person.ts';
import type { Track } from '../tracker.ts';
import { type Concern, durationText, minutes } from './concern.ts';
import { hasMoved, settled } from './movement.ts';

export interface StillnessInput {
  /** Watched time of the camera, ms. */
  readonly watchedMs: number;
  /** Persons seen in this picture. */
  readonly tracks: readonly Track[];
  readonly restZones: readonly Polygon[];
  readonly limits: { readonly outsideMs: number; readonly restMs: number };
}

export interface Spot {
  readonly id: number;
  readonly trackId: number;
  /** The pose that the next is compared with. */
  readonly pose: Person;
  readonly stillMs: number;
  readonly lastSeenMs: number;
  /** Looks in a row that differ from the pose: one alone may be a slip of the model. */
  readonly differing: number;
  /** Came from somewhere, or turned several times: no bedding, poster or coat. */
  readonly isAlive: boolean;
  /** Times the body turned without leaving its place. */
  readonly turns: number;
  readonly inRest: boolean;
  readonly isRaised: boolean;
}

export interface StillnessState {
  readonly nextId: number;
  readonly spots: readonly Spot[];
}

export const EMPTY_STILLNESS: StillnessState = { nextId: 1, spots: [] };

/** Two looks that differ are a movement. */
const MOVED_LOOKS = 2;
/** Between two looks no more than this is counted, however far apart they are. */
const MAX_STEP_MS = 60_000;
/** Out of sight for so long, the place is empty: absence takes over. */
const FORGET_MS = 30 * 60_000;
/** An open alert whose person is not seen any more for so long has ended. */
const GONE_MS = 10 * 60_000;
/** Someone who reappears this near to where someone lay, in diagonals of the body, is taken for the same. */
const SAME_PLACE = 0.5;
/** So far from where it was first seen, in diagonals, it has walked. */
const WALKED = 0.5;
const ALIVE_TURNS = 4;
/** Beddings that the model takes for people are never sure. */
const ALIVE_SCORE = 0.22;

export function updateStillness(
  state: StillnessState,
  input: StillnessInput,
): [StillnessState, readonly Concern[]] {
  const { watchedMs } = input;
  const concerns: Concern[] = [];
  const spots: Spot[] = [];
  let nextId = state.nextId;
  const left = new Set(state.spots);
  for (const track of input.tracks) {
    const known = findSpot(left, track);
    if (known !== undefined) left.delete(known);
    const spot = known === undefined ? beginSpot(nextId++, track, input) : lookAgain(known, track, input);
    const limitMs = spot.inRest ? input.limits.restMs : input.limits.outsideMs;
    if (known?.isRaised === true && spot.stillMs === 0) {
      concerns.push(told('ended', known, limitMs));
      spots.push({ ...spot, isRaised: false });
    } else if (!spot.isRaised && spot.isAlive && spot.stillMs >= limitMs) {
      concerns.push(told('raised', spot, limitMs));
      spots.push({ ...spot, isRaised: true });
    } else spots.push(spot);
  }
  for (const spot of left) {
    const unseenMs = watchedMs - spot.lastSeenMs;
    if (spot.isRaised && unseenMs >= GONE_MS) concerns.push(told('ended', spot, 0));
    else if (unseenMs < FORGET_MS) spots.push(spot);
  }
  return [{ nextId, spots }, concerns];
}

/** Whether a living person was seen at this moment: what absence asks for. */
export function sawSomeone({ spots }: StillnessState, watchedMs: number): boolean {
  return spots.some((spot) => spot.isAlive && spot.lastSeenMs === watchedMs);
}

/** The longest stillness of anyone who is there, ms. */
export function longestStillMs({ spots }: StillnessState): number {
  return Math.max(0, ...spots.filter(({ isAlive }) => isAlive).map(({ stillMs }) => stillMs));
}

function findSpot(spots: ReadonlySet<Spot>, track: Track): Spot | undefined {
  const centre = boxCentre(track.person.box);
  const near = [...spots].filter(
    (spot) =>
      distance(boxCentre(spot.pose.box), centre) <=
      SAME_PLACE * Math.max(boxDiagonal(spot.pose.box), boxDiagonal(track.person.box)),
  );
  return [...spots].find((spot) => spot.trackId === track.id) ?? near[0];
}

function beginSpot(id: number, track: Track, { watchedMs, restZones }: StillnessInput): Spot {
  return {
    id,
    trackId: track.id,
    pose: track.person,
    stillMs: 0,
    lastSeenMs: watchedMs,
    differing: 0,
    isAlive: track.travelled >= WALKED,
    turns: 0,
    inRest: isInRest(track.person, restZones),
    isRaised: false,
  };
}

function lookAgain(spot: Spot, track: Track, { watchedMs, restZones }: StillnessInput): Spot {
  const differs = hasMoved(spot.pose, track.person);
  const differing = differs ? spot.differing + 1 : 0;
  const moved = differing >= MOVED_LOOKS;
  const stepMs = Math.min(watchedMs - spot.lastSeenMs, MAX_STEP_MS);
  const turns = spot.turns + (moved && track.meanScore >= ALIVE_SCORE ? 1 : 0);
  return {
    ...spot,
    trackId: track.id,
    pose: moved ? track.person : differs ? spot.pose : settled(spot.pose, track.person),
    stillMs: moved ? 0 : spot.stillMs + stepMs,
    lastSeenMs: watchedMs,
    differing: moved ? 0 : differing,
    isAlive: spot.isAlive || track.travelled >= WALKED || turns >= ALIVE_TURNS,
    turns,
    inRest: isInRest(track.person, restZones),
  };
}

/** By the hips once they are seen: the box of someone on a sofa reaches onto the floor. */
function isInRest(person: Person, restZones: readonly Polygon[]): boolean {
  const hips = [person.keypoints[11], person.keypoints[12]].filter((joint) => (joint?.score ?? 0) >= 0.2);
  const [first, second = first] = hips;
  const point =
    first === undefined || second === undefined
      ? boxCentre(person.box)
      : { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 };
  return restZones.some((zone) => insidePolygon(point, zone));
}

function told(kind: Concern['kind'], spot: Spot, limitMs: number): Concern {
  const still = durationText(spot.stillMs);
  const where = spot.inRest
    ? { zh: '休息区内', en: 'in a rest zone' }
    : { zh: '休息区外', en: 'outside any rest zone' };
  return {
    kind,
    key: `still-${spot.id}`,
    type: 'inactivity',
    severity: spot.inRest ? 'moderate' : 'severe',
    reason:
      kind === 'ended'
        ? { zh: '又有了动作，或已离开', en: 'Moved again, or left' }
        : { zh: `${where.zh}${still.zh}没有动作`, en: `No movement for ${still.en}, ${where.en}` },
    measurements:
      kind === 'ended'
        ? []
        : [
            minutes('stillMin', { zh: '静止时长', en: 'Without movement' }, spot.stillMs),
            minutes('limitMin', { zh: '此时段上限', en: 'Limit for this hour' }, limitMs),
          ],
    sinceMs: spot.stillMs,
  };
}
