/**
 * From the model's heads to persons: centres are local maxima, joints the strongest heat near where the centre says
 * they are, inside the person's box. The original model's own post-processing, written out (its graph is cut before
 * it, see models/convert). Pure.
 */
import type { Keypoint, Person } from '../../domain/person.ts';
import { type Letterbox, toFrameHeights } from './letterbox.ts';

/** Heads in NCHW, as flat arrays over `rows * columns` cells. */
export interface Heads {
  readonly rows: number;
  readonly columns: number;
  readonly centre: Float32Array;
  readonly heat: Float32Array;
  readonly regress: Float32Array;
  readonly offset: Float32Array;
  readonly boxSize: Float32Array;
  readonly boxOffset: Float32Array;
}

const JOINTS = 17;
const MAX_PERSONS = 6;
/** Centres below this are noise at any instance score that a tracker keeps. */
const MIN_CENTRE = 0.05;
/** Half side of the window in which a centre must be the highest, cells (the graph’s 5x5 max pool). */
const PEAK_RADIUS = 2;
/** Joints below this do not count in a person's score (the graph’s constant). */
const MIN_JOINT = 0.126953125;
/** Width of the pull towards the regressed joint, in shares of the grid's shorter side (the graph’s constant). */
const PULL = 0.300048828125;

export function decodeHeads(heads: Heads, letterbox: Letterbox, stridePx: number): Person[] {
  return peaks(heads)
    .slice(0, MAX_PERSONS)
    .map((peak) => readPerson(heads, peak, letterbox, stridePx));
}

interface Peak {
  readonly row: number;
  readonly column: number;
  readonly score: number;
}

function peaks({ rows, columns, centre }: Heads): Peak[] {
  const found: Peak[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const score = centre[row * columns + column] as number;
      if (score >= MIN_CENTRE && isHighest({ rows, columns, centre }, row, column)) {
        found.push({ row, column, score });
      }
    }
  }
  return found.sort((a, b) => b.score - a.score);
}

/** Of equal neighbours the first in reading order wins, so that a flat top is one person. */
function isHighest(
  { rows, columns, centre }: Pick<Heads, 'rows' | 'columns' | 'centre'>,
  row: number,
  column: number,
): boolean {
  const own = row * columns + column;
  const score = centre[own] as number;
  for (let y = Math.max(0, row - PEAK_RADIUS); y <= Math.min(rows - 1, row + PEAK_RADIUS); y += 1) {
    for (
      let x = Math.max(0, column - PEAK_RADIUS);
      x <= Math.min(columns - 1, column + PEAK_RADIUS);
      x += 1
    ) {
      const other = y * columns + x;
      const value = centre[other] as number;
      if (value > score || (value === score && other < own)) return false;
    }
  }
  return true;
}

/** In cells. */
interface CellBox {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

function readPerson(heads: Heads, peak: Peak, letterbox: Letterbox, stridePx: number): Person {
  const box = readBox(heads, peak);
  const toPoint = (row: number, column: number): { x: number; y: number } =>
    toFrameHeights(letterbox, { xPx: column * stridePx, yPx: row * stridePx });
  const keypoints: Keypoint[] = [];
  let sum = 0;
  let counted = 0;
  for (let joint = 0; joint < JOINTS; joint += 1) {
    const { row, column, score } = findJoint(heads, { joint, peak, box });
    keypoints.push({ ...toPoint(row, column), score });
    if (score <= MIN_JOINT) continue;
    sum += score;
    counted += 1;
  }
  const topLeft = toPoint(box.top, box.left);
  const bottomRight = toPoint(box.bottom, box.right);
  return {
    score: counted === 0 ? 0 : peak.score * (sum / counted),
    box: { left: topLeft.x, top: topLeft.y, right: bottomRight.x, bottom: bottomRight.y },
    keypoints,
  };
}

function readBox({ rows, columns, boxSize, boxOffset }: Heads, { row, column }: Peak): CellBox {
  const cells = rows * columns;
  const at = row * columns + column;
  const height = Math.max(boxSize[at] as number, 0);
  const width = Math.max(boxSize[cells + at] as number, 0);
  const centreY = row + (boxOffset[at] as number);
  const centreX = column + (boxOffset[cells + at] as number);
  const clamp = (value: number, limit: number): number => Math.min(Math.max(value, 0), limit);
  return {
    top: clamp(centreY - height / 2, rows),
    left: clamp(centreX - width / 2, columns),
    bottom: clamp(centreY + height / 2, rows),
    right: clamp(centreX + width / 2, columns),
  };
}

/** Heat weighted by nearness to the regressed place, so that another person's joint does not win. */
function findJoint(
  heads: Heads,
  { joint, peak, box }: { joint: number; peak: Peak; box: CellBox },
): { row: number; column: number; score: number } {
  const { rows, columns, heat, regress, offset } = heads;
  const cells = rows * columns;
  const at = peak.row * columns + peak.column;
  const expectedRow = peak.row + (regress[2 * joint * cells + at] as number);
  const expectedColumn = peak.column + (regress[(2 * joint + 1) * cells + at] as number);
  const falloff = -1 / (PULL * Math.min(rows, columns));
  let best = -1;
  let bestRow = 0;
  let bestColumn = 0;
  for (let row = Math.ceil(box.top); row < Math.ceil(box.bottom); row += 1) {
    for (let column = Math.ceil(box.left); column < Math.ceil(box.right); column += 1) {
      const value = heat[joint * cells + row * columns + column] as number;
      if (value <= best) continue;
      const away = (row - expectedRow) ** 2 + (column - expectedColumn) ** 2;
      const weighted = value * Math.exp(away * falloff);
      if (weighted <= best) continue;
      best = weighted;
      bestRow = row;
      bestColumn = column;
    }
  }
  if (best < 0) return { row: expectedRow, column: expectedColumn, score: 0 };
  const cell = bestRow * columns + bestColumn;
  return {
    row: bestRow + (offset[2 * joint * cells + cell] as number),
    column: bestColumn + (offset[(2 * joint + 1) * cells + cell] as number),
    score: best,
  };
}
