/** Where a replay stands. Pure. */
import type { Replay } from '../../../../../edge-config/contracts/messages.ts';

/** It stands at its end for a moment before it begins again, ms. */
export const END_PAUSE_MS = 1200;

export function loopedMs(atMs: number, passedMs: number, lengthMs: number): number {
  const nextMs = atMs + passedMs;
  return nextMs > lengthMs + END_PAUSE_MS ? 0 : nextMs;
}

/** The newest frame that is not after that time. */
export function frameAt(
  frames: Replay['frames'],
  streamTimeMs: number,
): Replay['frames'][number] | undefined {
  return frames.findLast((frame) => frame.streamTimeMs <= streamTimeMs) ?? frames[0];
}
