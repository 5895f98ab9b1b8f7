/** Small squares of a gray picture: their levels, what light did to all of them, and which hang together. Pure. */
import { type Box, insidePolygon, type Polygon } from './geometry.ts';

export interface GrayPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Luma, row by row without padding. */
  readonly gray: Uint8Array;
}

export interface CellGrid {
  readonly columns: number;
  readonly rows: number;
}

/** Side of a cell: the mean of 16 pixels has a quarter of their noise. */
export const CELL_PX = 4;

export function gridOf({ widthPx, heightPx }: Pick<GrayPicture, 'widthPx' | 'heightPx'>): CellGrid {
  return {
    columns: Math.max(1, Math.floor(widthPx / CELL_PX)),
    rows: Math.max(1, Math.floor(heightPx / CELL_PX)),
  };
}

/** Mean level of each cell, row by row. */
export function cellLevels({ widthPx, heightPx, gray }: GrayPicture): Float32Array {
  const { columns, rows } = gridOf({ widthPx, heightPx });
  const levels = new Float32Array(columns * rows);
  for (let y = 0; y < rows * CELL_PX && y < heightPx; y += 1) {
    const row = Math.floor(y / CELL_PX) * columns;
    for (let x = 0; x < columns * CELL_PX && x < widthPx; x += 1) {
      const cell = row + Math.floor(x / CELL_PX);
      levels[cell] = (levels[cell] as number) + (gray[y * widthPx + x] as number) / CELL_PX ** 2;
    }
  }
  return levels;
}

/** Cells whose centre lies in no zone that is to be ignored: 1 is looked at. */
export function cellMask({ columns, rows }: CellGrid, zones: readonly Polygon[]): Uint8Array {
  const mask = new Uint8Array(columns * rows).fill(1);
  for (let cell = 0; zones.length > 0 && cell < mask.length; cell += 1) {
    const centre = { x: ((cell % columns) + 0.5) / rows, y: (Math.floor(cell / columns) + 0.5) / rows };
    if (zones.some((zone) => insidePolygon(centre, zone))) mask[cell] = 0;
  }
  return mask;
}

/** Passes of the fit; each leaves out what the one before found to be far off. */
const FIT_PASSES = 3;
const FAR_OFF = 2.5;
/** Mains light flickers in bands: a row's common shift up to this many levels is light. */
const MAX_BAND = 16;

/**
 * What is left of the difference when light is taken out: a gain and an offset for the whole picture (exposure steps,
 * lamps, dusk), and a shift of each row (banding). Fitted on the cells that agree, so that a person is not taken for light.
 */
export function residuals(
  levels: Float32Array,
  reference: Float32Array,
  { columns, rows }: CellGrid,
): Float32Array {
  const out = new Float32Array(levels.length);
  let limit = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < FIT_PASSES; pass += 1) {
    const { gain, offset } = fitLight(levels, reference, out, limit);
    for (let cell = 0; cell < out.length; cell += 1) {
      out[cell] = (levels[cell] as number) - gain * (reference[cell] as number) - offset;
    }
    limit = Math.max(1, FAR_OFF * medianSize(out));
  }
  for (let row = 0; row < rows; row += 1) {
    const band = out.subarray(row * columns, (row + 1) * columns);
    const shift = median(band);
    if (Math.abs(shift) > MAX_BAND) continue;
    for (let cell = 0; cell < band.length; cell += 1) band[cell] = (band[cell] as number) - shift;
  }
  return out;
}

/** Least squares over the cells whose residual of the pass before is within the limit. */
function fitLight(
  levels: Float32Array,
  reference: Float32Array,
  before: Float32Array,
  limit: number,
): { gain: number; offset: number } {
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXx = 0;
  let sumXy = 0;
  for (let cell = 0; cell < levels.length; cell += 1) {
    if (Math.abs(before[cell] as number) > limit) continue;
    const x = reference[cell] as number;
    const y = levels[cell] as number;
    count += 1;
    sumX += x;
    sumY += y;
    sumXx += x * x;
    sumXy += x * y;
  }
  const spread = count * sumXx - sumX * sumX;
  if (count < 2 || spread < 1e-6) return { gain: 1, offset: count === 0 ? 0 : (sumY - sumX) / count };
  const gain = Math.min(4, Math.max(0.25, (count * sumXy - sumX * sumY) / spread));
  return { gain, offset: (sumY - gain * sumX) / count };
}

export function median(values: Float32Array): number {
  return select(values.slice());
}

/** The median of the values without their signs. */
export function medianSize(values: Float32Array): number {
  const sizes = new Float32Array(values.length);
  for (let at = 0; at < sizes.length; at += 1) sizes[at] = Math.abs(values[at] as number);
  return select(sizes);
}

/** The middle one of values that may be put in another order. */
function select(scratch: Float32Array): number {
  // Hoare's selection: the order of the others is not asked for, and this runs for every row of every keyframe.
  const middle = scratch.length >> 1;
  let left = 0;
  let right = scratch.length - 1;
  while (left < right) {
    const pivot = scratch[(left + right) >> 1] as number;
    let low = left;
    let high = right;
    while (low <= high) {
      while ((scratch[low] as number) < pivot) low += 1;
      while ((scratch[high] as number) > pivot) high -= 1;
      if (low > high) break;
      const swapped = scratch[low] as number;
      scratch[low] = scratch[high] as number;
      scratch[high] = swapped;
      low += 1;
      high -= 1;
    }
    if (middle <= high) right = high;
    else if (middle >= low) left = low;
    else break;
  }
  return scratch[middle] ?? 0;
}

export interface Blob {
  readonly cells: readonly number[];
  /** Frame heights. */
  readonly box: Box;
}

/** Cells that are set and touch, corners included. */
export function blobsOf(set: Uint8Array, { columns, rows }: CellGrid): Blob[] {
  const left = set.slice();
  const blobs: Blob[] = [];
  for (let start = 0; start < left.length; start += 1) {
    if (left[start] === 0) continue;
    left[start] = 0;
    const cells = [start];
    for (let next = 0; next < cells.length; next += 1) {
      for (const neighbour of neighbours(cells[next] as number, columns, rows)) {
        if (left[neighbour] === 0) continue;
        left[neighbour] = 0;
        cells.push(neighbour);
      }
    }
    const xs = cells.map((cell) => cell % columns);
    const ys = cells.map((cell) => Math.floor(cell / columns));
    blobs.push({
      cells,
      box: {
        left: Math.min(...xs) / rows,
        right: (Math.max(...xs) + 1) / rows,
        top: Math.min(...ys) / rows,
        bottom: (Math.max(...ys) + 1) / rows,
      },
    });
  }
  return blobs;
}

function neighbours(cell: number, columns: number, rows: number): number[] {
  const x = cell % columns;
  const y = Math.floor(cell / columns);
  const found: number[] = [];
  for (let dy = -1; dy <= 1; dy += 1) {
    for (let dx = -1; dx <= 1; dx += 1) {
      const isInside = x + dx >= 0 && x + dx < columns && y + dy >= 0 && y + dy < rows;
      if (isInside && (dx !== 0 || dy !== 0)) found.push((y + dy) * columns + x + dx);
    }
  }
  return found;
}
