/** Someone in a scenario: what is done where, and the pose that a model would find. */
import type { Person } from '../../gateway/domain/person.ts';
import { figure, type Pose } from './skeleton.ts';

/**
 * `walks` about the room. `sits` with the hands at work. `still`: sits and does not move. `sleeps` in bed and turns now
 * and then. `bedridden`: in bed, moves the arms. `lies` on the floor, `falls` there. `leaves` by the exit, then is gone.
 * `wades` into the water. `romps`: down and up again like a child at play. `gone`: not in the picture.
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
  'gone',
] as const;
export type Activity = (typeof ACTIVITIES)[number];

const HEIGHT = 0.5;
const FLOOR_Y = 0.9;
/** Walking from one place to the other takes so long. */
const WALK_MS = 20_000;
/** A new activity is watched closely for so long, as the attention of the gateway does. */
const LIVELY_MS = 15_000;
/** A fall takes so long. */
const FALL_MS = 900;
const LEAVE_MS = 12_000;
/** Play is drawn at the full frame rate for so long, then the child is off to somewhere else. */
const ROMP_WATCHED_MS = 5 * 60_000;
const TURN_MS = 25 * 60_000;
const HANDS_MS = 4 * 60_000;

export class Actor {
  readonly #random: () => number;
  #does: Activity = 'gone';
  #since = 0;
  #place: 'room' | 'yard' = 'room';
  readonly #seat: number;
  #home: number;

  /** @param index each person has a place of its own in the room, as chairs are. */
  constructor(random: () => number, index: number) {
    this.#random = random;
    this.#seat = 0.65 + (index % 5) * 0.22;
    this.#home = this.#seat;
  }

  get place(): 'room' | 'yard' {
    return this.#place;
  }

  begin(does: Activity, place: 'room' | 'yard', nowMs: number): void {
    this.#does = does;
    this.#place = place;
    this.#since = nowMs;
    this.#home = this.#seat + this.#random() * 0.05;
  }

  /** Whether the gateway would decode all of it at this moment. */
  isLively(nowMs: number): boolean {
    if (this.#does === 'gone') return false;
    const sinceMs = nowMs - this.#since;
    if (this.#does === 'romps') return true;
    if (this.#does === 'walks') return Math.floor(nowMs / 60_000) % 5 === 0 || sinceMs < LIVELY_MS;
    return sinceMs < LIVELY_MS;
  }

  /** In the middle of something that only a full frame rate shows. */
  isQuick(nowMs: number): boolean {
    const sinceMs = nowMs - this.#since;
    if (this.#does === 'romps') return sinceMs < ROMP_WATCHED_MS;
    return this.#does === 'falls' && sinceMs < 4 * FALL_MS;
  }

  pose(nowMs: number): Person | null {
    const sinceMs = nowMs - this.#since;
    const pose = this.#poseAt(nowMs, sinceMs);
    return pose === null ? null : this.#trembling(figure(pose));
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
