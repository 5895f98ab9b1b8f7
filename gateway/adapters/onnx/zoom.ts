/** A second, closer look at one person: which part of the frame it takes, and what of it is believed. Pure. */
import {
  type Box,
  boxCentre,
  boxDiagonal,
  boxHeight,
  boxWidth,
  distance,
  iou,
} from '../../domain/geometry.ts';
import type { Person } from '../../domain/person.ts';
import type { YuvPicture } from '../../pixels.ts';
import type { Window } from './letterbox.ts';

/** A square of 192 px costs as much as the whole picture at 256 px, and shows one person far larger. */
export const ZOOM_INPUT_PX = 192;
/** Side of the window in sides of the box: a model of whole persons needs some room around one. */
const WINDOW_SHARE = 1.5;
/** Less than this holds no detail that the first look did not have. */
const MIN_WINDOW_PX = 64;

/** A square around the box, inside the frame as far as that goes; even, since colour has half the resolution. */
export function windowAround(
  { widthPx, heightPx }: Pick<YuvPicture, 'widthPx' | 'heightPx'>,
  box: Box,
): Window {
  const wantedPx = Math.max(boxWidth(box), boxHeight(box)) * WINDOW_SHARE * heightPx;
  const sidePx = even(Math.min(Math.max(wantedPx, MIN_WINDOW_PX), widthPx, heightPx));
  const centre = boxCentre(box);
  const start = (middlePx: number, lengthPx: number): number =>
    even(Math.min(Math.max(middlePx - sidePx / 2, 0), lengthPx - sidePx));
  return {
    leftPx: start(centre.x * heightPx, widthPx),
    topPx: start(centre.y * heightPx, heightPx),
    widthPx: sidePx,
    heightPx: sidePx,
  };
}

function even(value: number): number {
  return Math.floor(value / 2) * 2;
}

/** Overlap from which two findings are one person, and how far off the zoomed one may be, in diagonals of its box. */
const SAME_IOU = 0.3;
const MAX_SHIFT = 0.5;

/** The surer of the two findings of the person that was zoomed at; other people at the window's edge are left out. */
export function mergeZoomed(persons: readonly Person[], zoomed: readonly Person[], box: Box): Person[] {
  const best = [...zoomed]
    .filter((person) => distance(boxCentre(person.box), boxCentre(box)) <= boxDiagonal(box) * MAX_SHIFT)
    .sort((a, b) => b.score - a.score)[0];
  if (best === undefined) return [...persons];
  // Only the one that fits best is the same person: who stoops over someone lying overlaps with them as well.
  const [rival] = persons
    .filter((person) => iou(person.box, best.box) >= SAME_IOU)
    .sort((a, b) => iou(b.box, best.box) - iou(a.box, best.box));
  if (rival !== undefined && rival.score >= best.score) return [...persons];
  return [...persons.filter((person) => person !== rival), best];
}
