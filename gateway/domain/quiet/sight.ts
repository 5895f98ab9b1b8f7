/**
 * Whether a camera still shows what it showed: measured on the motion gate's small gray picture. By edges, since light
 * changes levels from hour to hour but moves no edge: a lens that is covered or out of focus loses them, a camera that was
 * turned has them elsewhere.
 */
import type { GrayPicture } from '../motion.ts';

export type SightFault = 'dark' | 'covered' | 'defocused' | 'moved';

export interface SightParams {
  /** Mean gray level under which nothing can be made out, of 255. */
  readonly darkLevel: number;
  /** Share of the usual sharpness under which the picture is out of focus or covered. */
  readonly minSharpness: number;
  /** Correlation of the edges with the usual ones under which the camera looks elsewhere. */
  readonly minLikeness: number;
}

export interface SightState {
  /** Usual edges, cell by cell; null until the first picture. */
  readonly edges: Float32Array | null;
  readonly levels: Float32Array;
  readonly sharpness: number;
  readonly streamTimeMs: number;
  /** Watched time that the usual picture stands for: a young one is not sure. */
  readonly learntMs: number;
  /** What is wrong with the last picture. */
  readonly fault: SightFault | null;
}

export const EMPTY_SIGHT: SightState = {
  edges: null,
  levels: new Float32Array(0),
  sharpness: 0,
  streamTimeMs: 0,
  learntMs: 0,
  fault: null,
};

/** Cells of the maps that are compared: fine enough for furniture, coarse enough for a trembling mount. */
const COLUMNS = 32;
const ROWS = 18;
/** The usual picture follows the day over this time. */
const LEARN_MS = 15 * 60_000;
/** Before so much time nothing is said about "usual". */
const YOUNG_MS = 60_000;
/** Darkness with as much structure as this can still be seen through. */
const DARK_SPREAD = 8;
/** What is left of the scene's broad light and shade tells a lens out of focus from one that is covered. */
const SAME_LIGHT = 0.5;
/** With fewer levels of contrast than this, edges are noise. */
const MIN_SPREAD = 2;

/** What is wrong with this picture alone; whether it lasts is for `blindness.ts`. */
export function readSight(
  state: SightState,
  streamTimeMs: number,
  picture: GrayPicture,
  params: SightParams,
): SightState {
  const { edges, levels, mean, spread } = measure(picture);
  // Edges by contrast: a lamp that goes off dims both alike.
  const sharpness = strongest(edges) / Math.max(spread, MIN_SPREAD);
  if (mean < params.darkLevel && spread < DARK_SPREAD) return { ...state, streamTimeMs, fault: 'dark' };
  if (state.edges === null || state.edges.length !== edges.length) {
    return { edges, levels, sharpness, streamTimeMs, learntMs: 0, fault: null };
  }
  const fault = state.learntMs < YOUNG_MS ? null : compare(state, { edges, levels, sharpness }, params);
  const elapsedMs = Math.min(Math.max(streamTimeMs - state.streamTimeMs, 0), 60_000);
  if (fault !== null) return { ...state, streamTimeMs, fault };
  const weight = 1 - Math.exp(-elapsedMs / LEARN_MS);
  return {
    edges: blend(state.edges, edges, weight),
    levels: blend(state.levels, levels, weight),
    sharpness: state.sharpness + (sharpness - state.sharpness) * weight,
    streamTimeMs,
    learntMs: state.learntMs + elapsedMs,
    fault: null,
  };
}

function compare(
  usual: SightState,
  now: Pick<SightState, 'levels' | 'sharpness'> & { readonly edges: Float32Array },
  { minSharpness, minLikeness }: SightParams,
): SightFault | null {
  if (now.sharpness < usual.sharpness * minSharpness) {
    return correlation(usual.levels, now.levels) >= SAME_LIGHT ? 'defocused' : 'covered';
  }
  return correlation(usual.edges ?? now.edges, now.edges) < minLikeness ? 'moved' : null;
}

/** Mean edge strength and level of each cell, and of the whole picture the mean level and its spread. */
function measure({ widthPx, heightPx, gray }: GrayPicture) {
  const edges = new Float32Array(COLUMNS * ROWS);
  const levels = new Float32Array(COLUMNS * ROWS);
  const counts = new Float32Array(COLUMNS * ROWS);
  let sum = 0;
  let squares = 0;
  for (let y = 0; y + 1 < heightPx; y += 1) {
    const row = Math.floor((y * ROWS) / heightPx) * COLUMNS;
    for (let x = 0; x + 1 < widthPx; x += 1) {
      const at = y * widthPx + x;
      const level = gray[at] as number;
      const across = (gray[at + 1] as number) - level;
      const down = (gray[at + widthPx] as number) - level;
      const cell = row + Math.floor((x * COLUMNS) / widthPx);
      edges[cell] = (edges[cell] as number) + across * across + down * down;
      levels[cell] = (levels[cell] as number) + level;
      counts[cell] = (counts[cell] as number) + 1;
      sum += level;
      squares += level * level;
    }
  }
  for (let cell = 0; cell < counts.length; cell += 1) {
    const count = Math.max(counts[cell] as number, 1);
    // Root mean square: a blur spreads an edge out, and keeps the mean of its steps but not of their squares.
    edges[cell] = Math.sqrt((edges[cell] as number) / count);
    levels[cell] = (levels[cell] as number) / count;
  }
  const pixels = Math.max((widthPx - 1) * (heightPx - 1), 1);
  const mean = sum / pixels;
  return { edges, levels, mean, spread: Math.sqrt(Math.max(squares / pixels - mean * mean, 0)) };
}

/** Mean of the strongest tenth: the sharp outlines of a room, whatever its plain walls do. */
function strongest(edges: Float32Array): number {
  const sorted = edges.slice().sort();
  const top = sorted.subarray(Math.floor(sorted.length * 0.9));
  return top.reduce((sum, value) => sum + value, 0) / Math.max(top.length, 1);
}

/** Pearson's, -1..1; 0 where one of the two is flat. */
function correlation(a: Float32Array, b: Float32Array): number {
  const meanOf = (values: Float32Array): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
  const meanA = meanOf(a);
  const meanB = meanOf(b);
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let cell = 0; cell < a.length; cell += 1) {
    const dA = (a[cell] as number) - meanA;
    const dB = (b[cell] as number) - meanB;
    ab += dA * dB;
    aa += dA * dA;
    bb += dB * dB;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}

function blend(old: Float32Array, now: Float32Array, weight: number): Float32Array {
  return old.map((value, cell) => value + ((now[cell] as number) - value) * weight);
}
