/** Whether a person came down just now: how far, how fast, and when it was over. */
import { isDown } from './posture.ts';
import type { SizedReading } from './subject.ts';

export interface DropParams {
  readonly dropWindowMs: number;
  readonly minDropBodyHeights: number;
  readonly minDropSpeedBodyHeightsPerS: number;
}

export interface Drop {
  readonly impactMs: number;
  readonly bodyHeights: number;
  readonly peakSpeed: number;
}

/** Down for this long after the drop before it is a suspicion: a stoop to the floor passes. */
export const SETTLE_MS = 600;
/** Sinking by less than this, in body heights, is the tremble of a lying skeleton, not a fall that goes on. */
const SAME_LEVEL = 0.05;
/** A hole in the stream longer than this breaks every speed: nothing is concluded across it. */
const MAX_GAP_MS = 1500;

/**
 * A drop: within the window the shoulders came down **in the picture** by enough and fast enough, and the person has
 * been down since for the settling time. The height over the feet alone would not do: who sits down behind a table
 * loses its feet, not its height, and who lies down on a bed keeps its shoulders nearly where they were.
 */
export function findDrop(readings: readonly SizedReading[], params: DropParams): Drop | undefined {
  const now = readings.at(-1);
  const firstDown = startOfDown(readings);
  if (now === undefined || firstDown === undefined) return undefined;
  const drop = steepestDescent(readings, now.streamTimeMs - params.dropWindowMs - SETTLE_MS);
  if (drop === undefined) return undefined;
  const isSettled =
    now.streamTimeMs - firstDown.streamTimeMs >= SETTLE_MS && now.streamTimeMs > drop.impactMs;
  const isDrop =
    drop.bodyHeights >= params.minDropBodyHeights && drop.peakSpeed >= params.minDropSpeedBodyHeightsPerS;
  // The fall ends where the body is down and sinks no further.
  return isSettled && isDrop
    ? { ...drop, impactMs: Math.max(drop.impactMs, firstDown.streamTimeMs) }
    : undefined;
}

/** How much farther and faster than an ordinary drop it must be when nothing was seen after it. */
const VANISHING_HEIGHT_FACTOR = 1.4;
const VANISHING_SPEED_FACTOR = 2;

/** A drop so far and fast that the person need not be seen down: it fell out of sight, behind or under something. */
export function findVanishingDrop(readings: readonly SizedReading[], params: DropParams): Drop | undefined {
  const last = readings.at(-1);
  if (last === undefined || last.posture === 'upright' || last.posture === 'sitting') return undefined;
  const drop = steepestDescent(readings, last.streamTimeMs - params.dropWindowMs);
  if (drop === undefined || drop.bodyHeights < params.minDropBodyHeights * VANISHING_HEIGHT_FACTOR) {
    return undefined;
  }
  return drop.peakSpeed >= params.minDropSpeedBodyHeightsPerS * VANISHING_SPEED_FACTOR ? drop : undefined;
}

/**
 * From the highest shoulders since `fromMs` down to the lowest, in sizes of the body **before** it came down: a body
 * that falls towards the camera grows in the picture.
 */
function steepestDescent(readings: readonly SizedReading[], fromMs: number): Drop | undefined {
  let best: Drop | undefined;
  let highest: SizedReading | undefined;
  let previous: SizedReading | undefined;
  let peakSpeed = 0;
  for (const reading of readings) {
    if (reading.streamTimeMs < fromMs || reading.shouldersY === null) continue;
    if (previous !== undefined && previous.shouldersY !== null) {
      const gapMs = reading.streamTimeMs - previous.streamTimeMs;
      if (gapMs > MAX_GAP_MS) return undefined;
      const size = highest?.bodySize ?? reading.bodySize;
      peakSpeed = Math.max(peakSpeed, ((reading.shouldersY - previous.shouldersY) / size / gapMs) * 1000);
    }
    previous = reading;
    if (highest === undefined || reading.shouldersY < (highest.shouldersY ?? 0)) {
      highest = reading;
      peakSpeed = 0;
      best = undefined;
      continue;
    }
    const bodyHeights = (reading.shouldersY - (highest.shouldersY ?? 0)) / highest.bodySize;
    if (bodyHeights > (best?.bodyHeights ?? 0) + SAME_LEVEL) {
      best = { impactMs: reading.streamTimeMs, bodyHeights, peakSpeed };
    }
  }
  return best;
}

/** First reading of the unbroken run of down (or unreadable) ones that ends now; the run must end down. */
function startOfDown(readings: readonly SizedReading[]): SizedReading | undefined {
  let first: SizedReading | undefined;
  for (let index = readings.length - 1; index >= 0; index -= 1) {
    const reading = readings[index];
    if (reading === undefined || reading.posture === 'upright') break;
    if (isDown(reading.posture)) first = reading;
    else if (first === undefined) break;
  }
  return first;
}
