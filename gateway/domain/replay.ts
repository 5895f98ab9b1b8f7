/**
 * The skeletons of the last minute, and out of them the replay that goes with an alert: what happened, without a pixel.
 * Pure, on stream time; bounded in frames, persons and bytes.
 */
import { insidePolygon, type Polygon } from './geometry.ts';
import type { Keypoint, Person } from './person.ts';

/** x and y in shares of the picture, 0..1; score 0..1. */
export type ReplayJoint = [x: number, y: number, score: number];

/** What one look showed. */
export interface SeenFrame {
  readonly streamTimeMs: number;
  readonly persons: readonly { readonly trackId: number; readonly joints: ReplayJoint[] }[];
}

export interface ReplayFrame {
  streamTimeMs: number;
  /** Joints in `KEYPOINT_NAMES` order. */
  persons: ReplayJoint[][];
}

/** Looks closer to one another than this show nothing new, ms. */
const MIN_DISTANCE_MS = 150;
const KEPT_MS = 75_000;
const MAX_PERSONS = 3;
const MAX_FRAMES = 60;
/** Shown before the impact: how it came; and after it, before it is only waited, ms. */
const BEFORE_MS = 4000;
const AFTER_MS = 3000;
/** Of `MAX_FRAMES`, for the time around the impact. */
const NEAR_FRAMES = 40;
/** An alert of 64 KiB holds other things as well. */
export const MAX_REPLAY_BYTES = 40_000;

/** @param look.tracks the persons seen; @param look.aspect width of the picture over its height. */
export function rememberLook(
  seen: readonly SeenFrame[],
  look: {
    readonly streamTimeMs: number;
    readonly tracks: readonly { readonly id: number; readonly person: Person }[];
    readonly aspect: number;
    /** What lies in them is shown nowhere. */
    readonly privacyZones: readonly Polygon[];
  },
): readonly SeenFrame[] {
  const { streamTimeMs, tracks, aspect, privacyZones } = look;
  const isHidden = (joint: Keypoint): boolean => privacyZones.some((zone) => insidePolygon(joint, zone));
  const last = seen.at(-1);
  if (last !== undefined && streamTimeMs - last.streamTimeMs < MIN_DISTANCE_MS) return seen;
  const persons = tracks.map(({ id, person }) => ({
    trackId: id,
    joints: person.keypoints.map(
      (joint): ReplayJoint =>
        isHidden(joint)
          ? [0, 0, 0]
          : [share(joint.x / aspect, 1000), share(joint.y, 1000), share(joint.score, 100)],
    ),
  }));
  const kept = seen.filter((frame) => streamTimeMs - frame.streamTimeMs <= KEPT_MS);
  return [...kept, { streamTimeMs, persons }];
}

/**
 * From shortly before the impact until now: close together around the impact, further apart while the person lies.
 * @returns null when nobody was seen.
 */
export function replayOf(
  seen: readonly SeenFrame[],
  about: { readonly impactMs: number; readonly trackId: number },
): { frames: ReplayFrame[] } | null {
  const since = seen.filter(({ streamTimeMs }) => streamTimeMs >= about.impactMs - BEFORE_MS);
  if (!since.some(({ persons }) => persons.length > 0)) return null;
  const isNear = ({ streamTimeMs }: SeenFrame): boolean => streamTimeMs <= about.impactMs + AFTER_MS;
  const near = since.filter(isNear);
  const later = since.filter((frame) => !isNear(frame));
  for (let part = 1; ; part *= 0.8) {
    const nearer = thinned(near, Math.floor(NEAR_FRAMES * part));
    const frames = [...nearer, ...thinned(later, Math.floor(MAX_FRAMES * part) - nearer.length)].map(
      (frame) => shown(frame, about.trackId),
    );
    if (JSON.stringify(frames).length <= MAX_REPLAY_BYTES) return { frames };
  }
}

/** Whom it is about first, then who is best seen. */
function shown({ streamTimeMs, persons }: SeenFrame, trackId: number): ReplayFrame {
  const order = [...persons].sort(
    (a, b) => Number(b.trackId === trackId) - Number(a.trackId === trackId) || sureness(b) - sureness(a),
  );
  return {
    streamTimeMs: Math.round(streamTimeMs),
    persons: order.slice(0, MAX_PERSONS).map(({ joints }) => joints),
  };
}

function sureness({ joints }: SeenFrame['persons'][number]): number {
  return joints.reduce((sum, [, , score]) => sum + score, 0);
}

/** So many of them at even steps, always with the newest. */
function thinned(frames: readonly SeenFrame[], count: number): SeenFrame[] {
  if (count <= 0) return [];
  const step = Math.max(frames.length / count, 1);
  const wanted = Math.min(count, frames.length);
  return Array.from({ length: wanted }, (_, index) => {
    const at = frames.length - 1 - Math.round((wanted - 1 - index) * step);
    return frames[Math.max(at, 0)] as SeenFrame;
  });
}

function share(value: number, steps: number): number {
  return Math.round(Math.min(Math.max(value, 0), 1) * steps) / steps;
}
