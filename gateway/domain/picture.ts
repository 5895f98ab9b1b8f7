/** Whether a picture shows anything at all: decoders and cameras deliver green, gray, black and frozen ones as well. */
import type { GrayPicture } from './motion.ts';

export type PictureFault = 'uniform' | 'frozen';

export interface PictureState {
  readonly last: Uint8Array | null;
  /** Since when, in stream time, all pictures have been the same to the last bit. */
  readonly sameSinceMs: number;
}

export const EMPTY_PICTURES: PictureState = { last: null, sameSinceMs: 0 };

/** Spread of gray levels under which nothing can be made out; a dark room at night still has the sensor's noise. */
const MIN_SPREAD = 1.5;
/** A sensor never gives the same picture twice; when nothing changes for so long, the camera repeats an old one. */
const FROZEN_MS = 6000;

/** @returns the fault of this picture; null when it shows something. */
export function readPicture(
  state: PictureState,
  streamTimeMs: number,
  { gray }: GrayPicture,
): [PictureState, PictureFault | null] {
  const isSame = state.last !== null && state.last.length === gray.length && equal(state.last, gray);
  // A time that goes back begins anew, or it would hide a frozen picture until the old time is reached again.
  const sameSinceMs = isSame ? Math.min(state.sameSinceMs, streamTimeMs) : streamTimeMs;
  const isFrozen = streamTimeMs - sameSinceMs >= FROZEN_MS;
  const fault = spread(gray) < MIN_SPREAD ? 'uniform' : isFrozen ? 'frozen' : null;
  return [{ last: gray, sameSinceMs }, fault];
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
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
