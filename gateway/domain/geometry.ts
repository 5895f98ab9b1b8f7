/**
 * Plane geometry in the unit of the whole domain: the **frame height** (fh).
 * x runs 0..aspect (width / height), y runs 0..1 downwards, so that one unit is the same length in both
 * directions and angles and speeds mean something. Normalised 0..1 coordinates stay outside the domain.
 */

/** A point in frame heights, y downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An axis-aligned box in frame heights; `left <= right`, `top <= bottom`. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export type Polygon = readonly Point[];

export function boxWidth(box: Box): number {
  return box.right - box.left;
}

export function boxHeight(box: Box): number {
  return box.bottom - box.top;
}

export function boxCentre(box: Box): Point {
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
}

/** Size of a box whatever its shape: a body keeps it when it falls from tall to wide. */
export function boxDiagonal(box: Box): number {
  return Math.hypot(boxWidth(box), boxHeight(box));
}

export function shiftBox(box: Box, by: Point): Box {
  return { left: box.left + by.x, right: box.right + by.x, top: box.top + by.y, bottom: box.bottom + by.y };
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

export function midpoint(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** Intersection over union, 0..1; 0 for boxes that only touch or have no area. */
export function iou(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const intersection = width * height;
  return intersection / (boxWidth(a) * boxHeight(a) + boxWidth(b) * boxHeight(b) - intersection);
}

/** Angle in degrees between the way from `top` to `bottom` and straight down: 0 upright, 90 flat, 180 upside down. */
export function angleFromVerticalDeg(top: Point, bottom: Point): number {
  return (Math.atan2(Math.abs(bottom.x - top.x), bottom.y - top.y) * 180) / Math.PI;
}

/** Even-odd rule; a point exactly on an edge may count either way. Fewer than 3 corners hold nothing. */
export function insidePolygon(point: Point, polygon: Polygon): boolean {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const a = polygon[i];
    const b = polygon[j];
    if (a === undefined || b === undefined) continue;
    const crosses = a.y > point.y !== b.y > point.y;
    if (crosses && point.x < ((b.x - a.x) * (point.y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}
