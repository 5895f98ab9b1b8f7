/** Whether a picture shows anything at all: decoders and cameras deliver green, gray, black and frozen ones as well. */
import type { GrayPicture } from './motion.ts';

export type PictureFault = 'uniform' | 'frozen';

export interface PictureState {
  readonly last: Uint8Array | null;
  /** Since when, in stream time, all pictures have been the same to the last bit. */
  readonly sameSinceMs: number;
  /** The first of a run of pictures that hardly differ, and when it came. */
  readonly reference: Uint8Array | null;
  readonly alikeSinceMs: number;
}

export const EMPTY_PICTURES: PictureState = { last: null, sameSinceMs: 0, reference: null, alikeSinceMs: 0 };

/** Spread of gray levels under which nothing can be made out; a dark room at night still has the sensor's noise. */
const MIN_SPREAD = 1.5;
/** A sensor never gives the same picture twice; when no keyframe differs for so long, the camera repeats an old one. */
const FROZEN_MS = 6000;
/** Between keyframes encoders leave a still scene as it is: then it takes longer than their usual distance. */
export const FROZEN_BETWEEN_KEYFRAMES_MS = 30_000;
/**
 * A frozen sensor behind an encoder that goes on: keyframes differ in at most 1.4 % of the pixels, by one level. Live
 * pictures of an empty room at 300 kbit/s differ in more than half of theirs. Light drifts within a minute.
 */
const MAX_ALIKE_SHARE = 0.02;
const MAX_ALIKE_STEP = 1;
const ALIKE_MS = 60_000;

/** @returns the fault of this picture; null when it shows something. */
export function readPicture(
  state: PictureState,
  streamTimeMs: number,
  { gray }: GrayPicture,
  frozenMs = FROZEN_MS,
): [PictureState, PictureFault | null] {
  const isSame = state.last !== null && differing(state.last, gray) === 0;
  const isAlike = isSame || (state.reference !== null && isNearly(state.reference, gray));
  // A time that goes back begins anew, or it would hide a frozen picture until the old time is reached again.
  const sameSinceMs = isSame ? Math.min(state.sameSinceMs, streamTimeMs) : streamTimeMs;
  const alikeSinceMs = isAlike ? Math.min(state.alikeSinceMs, streamTimeMs) : streamTimeMs;
  const isFrozen = streamTimeMs - sameSinceMs >= frozenMs || streamTimeMs - alikeSinceMs >= ALIKE_MS;
  const fault = spread(gray) < MIN_SPREAD ? 'uniform' : isFrozen ? 'frozen' : null;
  const reference = isAlike ? state.reference : gray;
  return [{ last: gray, sameSinceMs, reference, alikeSinceMs }, fault];
}

/** Pixels that differ; infinite when the sizes do, or one of them by more than noise of the encoder. */
function differing(a: Uint8Array, b: Uint8Array, maxStep = 0, limit = 0): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let count = 0;
  for (let at = 0; at < a.length; at += 1) {
    const step = Math.abs((a[at] as number) - (b[at] as number));
    if (step > maxStep) return Number.POSITIVE_INFINITY;
    if (step > 0) count += 1;
    if (count > limit) return count;
  }
  return count;
}

function isNearly(a: Uint8Array, b: Uint8Array): boolean {
  const limit = a.length * MAX_ALIKE_SHARE;
  return differing(a, b, MAX_ALIKE_STEP, limit) <= limit;
}

/** Every so many pixels are enough to tell a scene from a blank; no divisor of a usual row, lest columns be missed. */
const SPREAD_STRIDE = 7;

/** Mean distance of the gray levels from their mean. */
function spread(gray: Uint8Array): number {
  const count = Math.max(1, Math.ceil(gray.length / SPREAD_STRIDE));
  let sum = 0;
  for (let at = 0; at < gray.length; at += SPREAD_STRIDE) sum += gray[at] as number;
  const mean = sum / count;
  let away = 0;
  for (let at = 0; at < gray.length; at += SPREAD_STRIDE) away += Math.abs((gray[at] as number) - mean);
  return away / count;
}
