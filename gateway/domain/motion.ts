/**
 * The motion gate: whether something in the scene moved since the last pictures of a quiet camera. Light, noise and what
 * always moves (curtains, leaves, rain, the clock in the corner) are learnt cell by cell and do not wake it; a place that
 * always moves is not blind, it only takes more. An unneeded look costs little, a missed person a life.
 */
import type { Box, Polygon } from './geometry.ts';
import {
  blobsOf,
  type CellGrid,
  cellLevels,
  cellMask,
  type GrayPicture,
  gridOf,
  medianSize,
  residuals,
} from './motion-cells.ts';

export type { GrayPicture } from './motion-cells.ts';

export interface MotionParams {
  /** Difference of a cell's level that counts, gray levels of 255, beside what noise explains. */
  readonly minContrast: number;
  /** Usual deviations of the cell that count. */
  readonly deviations: number;
  /** Cells that must hang together. */
  readonly minCells: number;
  /** Share of the cells that changed at once from which it is another scene: the lamp, the night mode, a moved camera. */
  readonly sceneShare: number;
}

export interface MotionInput {
  readonly streamTimeMs: number;
  readonly picture: GrayPicture;
  /** In frame heights; what moves there is not looked at. */
  readonly ignoreZones: readonly Polygon[];
}

export interface MotionState {
  readonly streamTimeMs: number;
  readonly grid: CellGrid | null;
  readonly last: Float32Array;
  /** Slow mean of each cell's level. */
  readonly background: Float32Array;
  /** Usual deviation of each cell, gray levels. */
  readonly deviation: Float32Array;
  /** Share of the time that each cell changes, 0..1. */
  readonly habit: Float32Array;
  /** Usual size of the largest blob, cells. */
  readonly usualBlob: number;
}

export interface MotionReading {
  readonly moving: boolean;
  readonly reason: 'first' | 'still' | 'moved' | 'scene_changed';
  /** Share of the looked-at cells that changed, 0..1. */
  readonly movedShare: number;
  /** What moved, frame heights. */
  readonly blobs: readonly Box[];
}

export const EMPTY_MOTION: MotionState = {
  streamTimeMs: Number.NEGATIVE_INFINITY,
  grid: null,
  last: new Float32Array(0),
  background: new Float32Array(0),
  deviation: new Float32Array(0),
  habit: new Float32Array(0),
  usualBlob: 0,
};

/** Who sits down becomes background within some seconds; who sinks slowly stands out from it. */
const BACKGROUND_MS = 10_000;
/** What always moves is learnt over a minute and forgotten as slowly. */
const HABIT_MS = 60_000;
/** Rain begins and ends within this. */
const WEATHER_MS = 20_000;
/** Sensor noise of a cell, at least and at most: above, it is movement, and must still be seen through. */
const MIN_DEVIATION = 0.7;
const MAX_DEVIATION = 12;
/** More than this in all cells at once is no noise: the camera was moved, or the scene is another. */
const MAX_NOISE = 3;
/** A cell that changes in more than this share of the pictures does so by habit. */
const HABITUAL = 0.3;
/** By so much must a habitual cell exceed what it usually does. */
const HABITUAL_FACTOR = 1.6;
/** A blob this much larger than the usual largest one is more than rain. */
const UNUSUAL_BLOB = 1.6;
/** Usual sizes beyond this are people at work, not weather: they must not raise the bar. */
const MAX_USUAL_BLOB = 6;
/** From so many blobs at once it is weather, whose drops and flakes run into one another. */
const SCATTERED_BLOBS = 6;
const MAX_USUAL_CLUMP = 14;

const STILL = { moving: false, reason: 'still', movedShare: 0, blobs: [] } as const;

export function updateMotion(
  state: MotionState,
  { streamTimeMs, picture, ignoreZones }: MotionInput,
  params: MotionParams,
): [MotionState, MotionReading] {
  const elapsedMs = streamTimeMs - state.streamTimeMs;
  if (elapsedMs <= 0) return [state, STILL];
  const grid = gridOf(picture);
  const levels = cellLevels(picture);
  if (state.grid === null || state.grid.columns !== grid.columns || state.grid.rows !== grid.rows) {
    return [learnAnew(streamTimeMs, grid, levels), { ...STILL, reason: 'first' }];
  }
  const mask = cellMask(grid, ignoreZones);
  const sinceLast = residuals(levels, state.last, grid);
  const sinceLong = residuals(levels, state.background, grid);
  // Of one noise all cells have their share: in the dark it is more. 1.48 makes a deviation of a median.
  const noise = Math.min(MAX_NOISE, Math.max(MIN_DEVIATION, 1.48 * medianSize(sinceLast)));
  const changed = new Uint8Array(levels.length);
  const unusual = new Uint8Array(levels.length);
  let looked = 0;
  let moved = 0;
  for (let cell = 0; cell < levels.length; cell += 1) {
    if (mask[cell] === 0) continue;
    looked += 1;
    const size = Math.max(Math.abs(sinceLast[cell] as number), Math.abs(sinceLong[cell] as number));
    const deviation = Math.max(noise, state.deviation[cell] as number);
    const limit = params.minContrast + params.deviations * deviation;
    if (size <= limit) continue;
    changed[cell] = 1;
    moved += 1;
    const isHabitual = (state.habit[cell] as number) > HABITUAL;
    if (!isHabitual || size > limit * HABITUAL_FACTOR) unusual[cell] = 1;
  }
  const movedShare = looked === 0 ? 0 : moved / looked;
  if (movedShare >= params.sceneShare) {
    const reading = { moving: true, reason: 'scene_changed', movedShare, blobs: [] } as const;
    return [learnAnew(streamTimeMs, grid, levels), reading];
  }
  const blobs = blobsOf(unusual, grid);
  const largest = Math.max(0, ...blobs.map(({ cells }) => cells.length));
  const least = Math.max(params.minCells, state.usualBlob * UNUSUAL_BLOB);
  const moving = blobs.filter(({ cells }) => cells.length >= least);
  const sample = Math.min(largest, blobs.length >= SCATTERED_BLOBS ? MAX_USUAL_CLUMP : MAX_USUAL_BLOB);
  const next: MotionState = {
    streamTimeMs,
    grid,
    last: levels,
    background: blend(state.background, levels, share(elapsedMs, BACKGROUND_MS)),
    deviation: learnDeviation(state.deviation, sinceLast, share(elapsedMs, HABIT_MS)),
    habit: blend(state.habit, Float32Array.from(changed), share(elapsedMs, HABIT_MS)),
    usualBlob: state.usualBlob + (sample - state.usualBlob) * share(elapsedMs, WEATHER_MS),
  };
  return [
    next,
    {
      moving: moving.length > 0,
      reason: moving.length > 0 ? 'moved' : 'still',
      movedShare,
      blobs: moving.map(({ box }) => box),
    },
  ];
}

function learnAnew(streamTimeMs: number, grid: CellGrid, levels: Float32Array): MotionState {
  return {
    streamTimeMs,
    grid,
    last: levels,
    background: levels,
    deviation: new Float32Array(levels.length).fill(MIN_DEVIATION),
    habit: new Float32Array(levels.length),
    usualBlob: 0,
  };
}

/** Weight of a sample that stands for so much time, in a mean of that length; a long gap does not sweep the slate. */
function share(elapsedMs: number, lengthMs: number): number {
  return Math.min(0.5, 1 - Math.exp(-elapsedMs / lengthMs));
}

function blend(old: Float32Array, now: Float32Array, weight: number): Float32Array {
  return old.map((value, cell) => value + ((now[cell] as number) - value) * weight);
}

/** One passer-by must not teach a cell that it is a restless one: what a sample adds is limited. */
function learnDeviation(old: Float32Array, difference: Float32Array, weight: number): Float32Array {
  return old.map((value, cell) => {
    const sample = Math.min(Math.abs(difference[cell] as number), 3 * value + 2);
    return Math.min(MAX_DEVIATION, Math.max(MIN_DEVIATION, value + (sample - value) * weight));
  });
}
