/** Someone in a scenario: what is done where, and the pose that a model would find. */
import type { Person } from '../../gateway/domain/person.ts';
import { figure, type Pose } from './skeleton.ts';

/**
 * `walks` about the room. `sits` with the hands at work. `still`: sits and does not move. `sleeps` in bed and turns now
 * and then. `bedridden`: in bed, moves the arms. `lies` on the floor, `falls` there. `leaves` by the exit, then is gone.
 * `wades` into the water. `romps`: down and up again like a child at play. `prowls`, `curls`: a dog that the model takes
 * for someone low, running about and asleep on the floor. `gone`: not in the picture.
 */
export const ACTIVITIES = [
  'walks',
  'sits',
  'still',
  'sleeps',
  'bedridden',
  'lies',
  'falls',
  'leaves',
  'wades',
  'romps',
  'prowls',
  'curls',
  'gone',
] as const;
export type Activity = (typeof ACTIVITIES)[number];

const HEIGHT = 0.5;
const FLOOR_Y = 0.9;
/** Walking from one place to the other takes so long. */
const WALK_MS = 20_000;
/** Getting up and over to the next place takes so long, and settling there the rest. */
const OVER_MS = 4000;
const CROSSING_MS = 9000;
const STRAIGHT_AWAY: ReadonlySet<Activity> = new Set(['falls', 'leaves', 'gone', 'prowls', 'curls']);
/** A new activity is watched closely for so long, as the attention of the gateway does. */
const LIVELY_MS = 15_000;
/** A fall takes so long. */
const FALL_MS = 900;
const LEAVE_MS = 12_000;
/** Play is drawn at the full frame rate for so long, then the child is off to somewhere else. */
const ROMP_WATCHED_MS = 5 * 60_000;
const TURN_MS = 25 * 60_000;
const HANDS_MS = 4 * 60_000;
/** Half as long as a person, and never surely one. */
const DOG_LENGTH = HEIGHT * 0.5;
const DOG_SCORE = 0.18;
const PROWL_MS = 9000;

export class Actor {
  readonly #random: () => number;
  #does: Activity = 'gone';
  #since = 0;
  #place: 'room' | 'yard' = 'room';
  readonly #seat: number;
  #home: number;
  /** Where this person was when the present activity began; null when out of the picture. */
  #from: number | null = null;

  /** @param index each person has a place of its own in the room, as chairs are. */
  constructor(random: () => number, index: number) {
    this.#random = random;
    this.#seat = 0.65 + (index % 5) * 0.22;
    this.#home = this.#seat;
  }

  get place(): 'room' | 'yard' {
    return this.#place;
  }

  get isAway(): boolean {
    return this.#does === 'gone';
  }

  begin(does: Activity, place: 'room' | 'yard', nowMs: number): void {
    const before = this.#poseAt(nowMs, nowMs - this.#since);
    this.#from = before === null || place !== this.#place ? null : before.x;
    this.#does = does;
    this.#place = place;
    this.#since = nowMs;
    // Who falls does so where it was.
    this.#home = does === 'falls' && this.#from !== null ? this.#from : this.#seat + this.#random() * 0.05;
  }

  /** Whether the gateway would decode all of it at this moment. */
  isLively(nowMs: number): boolean {
    if (this.#does === 'gone') return false;
    const sinceMs = nowMs - this.#since;
    if (this.#does === 'romps' || this.#does === 'prowls') return true;
    if (this.#does === 'walks') return Math.floor(nowMs / 60_000) % 5 === 0 || sinceMs < LIVELY_MS;
    return sinceMs < LIVELY_MS;
  }

  /** In the middle of something that only a full frame rate shows. */
  isQuick(nowMs: number): boolean {
    const sinceMs = nowMs - this.#since;
    if (this.#does === 'romps') return sinceMs < ROMP_WATCHED_MS;
    if (this.#isCrossing(sinceMs)) return true;
    return this.#does === 'falls' && sinceMs < 4 * FALL_MS;
  }

  pose(nowMs: number): Person | null {
    const sinceMs = nowMs - this.#since;
    const pose = this.#isCrossing(sinceMs) ? this.#crossing(nowMs, sinceMs) : this.#poseAt(nowMs, sinceMs);
    return pose === null ? null : this.#trembling(figure(pose));
  }

  /** On the way to where the activity takes place; a dog needs none, and who falls has none. */
  #isCrossing(sinceMs: number): boolean {
    return this.#from !== null && sinceMs < CROSSING_MS && !STRAIGHT_AWAY.has(this.#does);
  }

  #crossing(nowMs: number, sinceMs: number): Pose {
    const from = this.#from ?? this.#home;
    const end = this.#poseAt(nowMs, CROSSING_MS);
    const there = { x: end?.x ?? from, floorY: FLOOR_Y, height: HEIGHT, leanDeg: 0 };
    const over = Math.min(1, sinceMs / OVER_MS);
    if (over < 1 || end === null) return { ...there, x: from + (there.x - from) * over };
    // Down by and by, as people go to bed and sit down.
    const down = (sinceMs - OVER_MS) / (CROSSING_MS - OVER_MS);
    const between = (first: number, last: number): number => first + (last - first) * down;
    return {
      x: end.x,
      floorY: between(FLOOR_Y, end.floorY),
      height: between(HEIGHT, end.height),
      leanDeg: between(0, end.leanDeg),
    };
  }

  #poseAt(nowMs: number, sinceMs: number): Pose | null {
    const standing = { x: this.#home, floorY: FLOOR_Y, height: HEIGHT, leanDeg: 0 };
    const inBed = { x: 0.05, floorY: 0.72, height: HEIGHT * 0.8, leanDeg: 88, score: 0.35 };
    switch (this.#does) {
      case 'gone':
        return null;
      case 'walks': {
        const swing = Math.sin((2 * Math.PI * nowMs) / WALK_MS);
        return { ...standing, x: 0.95 + 0.25 * swing };
      }
      case 'leaves': {
        if (sinceMs > LEAVE_MS) return null;
        return { ...standing, x: Math.min(1.72, this.#home + (sinceMs / LEAVE_MS) * 1.0) };
      }
      case 'wades':
        return { ...standing, x: Math.max(0.15, this.#home - (sinceMs / LEAVE_MS) * 1.0) };
      case 'sits': {
        const shift = Math.floor((nowMs + this.#seat * 10 * HANDS_MS) / HANDS_MS) % 2 === 0 ? 0 : 0.06;
        return { ...standing, x: this.#home + shift, height: HEIGHT * 0.7 };
      }
      case 'still':
        return { ...standing, height: HEIGHT * 0.7 };
      case 'sleeps':
        return { ...inBed, x: 0.05 + (Math.floor(nowMs / TURN_MS) % 2) * 0.08 };
      case 'bedridden':
        return { ...inBed, x: 0.05 + (Math.floor(nowMs / (2 * TURN_MS)) % 2) * 0.08 };
      case 'lies':
        return { ...standing, leanDeg: 88, score: 0.35 };
      case 'falls':
        return { ...standing, leanDeg: Math.min(88, (sinceMs / FALL_MS) * 88), score: 0.4 };
      case 'prowls': {
        const swing = Math.sin((2 * Math.PI * nowMs) / PROWL_MS);
        return { x: 0.95 + 0.4 * swing, floorY: FLOOR_Y, height: DOG_LENGTH, leanDeg: 80, score: DOG_SCORE };
      }
      case 'curls':
        return { x: 1.1, floorY: FLOOR_Y, height: DOG_LENGTH, leanDeg: 88, score: DOG_SCORE };
      case 'romps': {
        // Eight seconds up, four seconds down.
        const phase = sinceMs % 12_000;
        if (sinceMs >= ROMP_WATCHED_MS) return null;
        return { ...standing, height: HEIGHT * 0.6, leanDeg: phase > 8000 ? 85 : 0 };
      }
    }
  }

  #trembling(person: Person): Person {
    const tremble = (): number => (this.#random() - 0.5) * 0.012;
    return {
      ...person,
      keypoints: person.keypoints.map((joint) => ({
        ...joint,
        x: joint.x + tremble(),
        y: joint.y + tremble(),
      })),
    };
  }
}
