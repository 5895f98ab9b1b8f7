/**
 * Fits a picture, or a window of it, into the model's input: scaled to its width, padded below to a multiple of the
 * model's stride, and made RGB. Pure.
 */
import { type Planes, planesOf, putRgb, type YuvPicture } from '../../pixels.ts';

/** A part of a frame, px of the frame. */
export interface Window {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Letterbox {
  /** Size of the model's input, px. */
  readonly inputWidthPx: number;
  readonly inputHeightPx: number;
  /** Rows of the input that hold the picture; the rest is black. */
  readonly contentHeightPx: number;
  readonly window: Window;
  readonly frameHeightPx: number;
}

type Size = Pick<YuvPicture, 'widthPx' | 'heightPx'>;

export function planLetterbox(
  frame: Size,
  input: { readonly widthPx: number; readonly multipleOfPx: number },
  window: Window = { leftPx: 0, topPx: 0, ...sizeOf(frame) },
): Letterbox {
  const contentHeightPx = Math.max(1, Math.round((input.widthPx * window.heightPx) / window.widthPx));
  return {
    inputWidthPx: input.widthPx,
    inputHeightPx: Math.ceil(contentHeightPx / input.multipleOfPx) * input.multipleOfPx,
    contentHeightPx,
    window,
    frameHeightPx: frame.heightPx,
  };
}

/** From pixels of the input to frame heights, the unit of the domain (see domain/geometry.ts). */
export function toFrameHeights(
  { inputWidthPx, contentHeightPx, window, frameHeightPx }: Letterbox,
  point: { readonly xPx: number; readonly yPx: number },
): { x: number; y: number } {
  return {
    x: (window.leftPx + (point.xPx / inputWidthPx) * window.widthPx) / frameHeightPx,
    y: (window.topPx + (point.yPx / contentHeightPx) * window.heightPx) / frameHeightPx,
  };
}

/** The inverse of `toFrameHeights`. */
export function toInputPixels(
  { inputWidthPx, contentHeightPx, window, frameHeightPx }: Letterbox,
  point: { readonly x: number; readonly y: number },
): { xPx: number; yPx: number } {
  return {
    xPx: ((point.x * frameHeightPx - window.leftPx) / window.widthPx) * inputWidthPx,
    yPx: ((point.y * frameHeightPx - window.topPx) / window.heightPx) * contentHeightPx,
  };
}

/**
 * Averages the source pixels under each pixel of the input (area sampling): small persons keep what they have, where
 * skipping pixels would lose limbs.
 * @returns packed RGB of the input's size; rows below the picture are black.
 */
export function fitFrame(frame: YuvPicture, letterbox: Letterbox): Uint8Array {
  const { inputWidthPx, inputHeightPx, contentHeightPx, window } = letterbox;
  const target = { widthPx: inputWidthPx, heightPx: contentHeightPx };
  const planes = planesOf(frame);
  const chroma: Window = {
    leftPx: window.leftPx / 2,
    topPx: window.topPx / 2,
    widthPx: window.widthPx / 2,
    heightPx: window.heightPx / 2,
  };
  const halfWidthPx = frame.widthPx >> 1;
  const fitted: Planes = {
    y: fitPlane(planes.y, frame.widthPx, window, target),
    u: fitPlane(planes.u, halfWidthPx, chroma, target),
    v: fitPlane(planes.v, halfWidthPx, chroma, target),
  };
  const out = new Uint8ClampedArray(inputWidthPx * inputHeightPx * 3);
  for (let at = 0; at < inputWidthPx * contentHeightPx; at += 1) {
    putRgb(out, at * 3, fitted.y[at] as number, fitted.u[at] as number, fitted.v[at] as number);
  }
  return new Uint8Array(out.buffer);
}

function fitPlane(plane: Uint8Array, strideBytes: number, window: Window, target: Size): Uint8Array {
  const factor = window.widthPx / target.widthPx;
  const isWhole = Number.isInteger(factor) && target.heightPx * factor === window.heightPx;
  const isAligned = Number.isInteger(window.leftPx) && Number.isInteger(window.topPx);
  return isWhole && isAligned
    ? shrinkPlane(plane, strideBytes, window, { ...target, factor })
    : resamplePlane(plane, strideBytes, window, target);
}

/** The usual case of a whole factor, in integers. */
function shrinkPlane(
  plane: Uint8Array,
  strideBytes: number,
  { leftPx, topPx }: Window,
  { widthPx, heightPx, factor }: Size & { readonly factor: number },
): Uint8Array {
  const out = new Uint8Array(widthPx * heightPx);
  const area = factor * factor;
  const half = area >> 1;
  for (let y = 0, to = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1, to += 1) {
      let sum = half;
      for (let row = 0; row < factor; row += 1) {
        const from = (topPx + y * factor + row) * strideBytes + leftPx + x * factor;
        for (let column = 0; column < factor; column += 1) sum += plane[from + column] as number;
      }
      out[to] = sum / area;
    }
  }
  return out;
}

interface Span {
  readonly first: number;
  readonly weights: readonly number[];
}

function resamplePlane(plane: Uint8Array, strideBytes: number, window: Window, target: Size): Uint8Array {
  const rowsInPlane = Math.floor(plane.length / strideBytes);
  const columns = spans(window.leftPx, window.widthPx, target.widthPx, strideBytes);
  const rows = spans(window.topPx, window.heightPx, target.heightPx, rowsInPlane);
  const out = new Uint8Array(target.widthPx * target.heightPx);
  const line = new Float32Array(strideBytes);
  for (const [y, span] of rows.entries()) {
    line.fill(0);
    for (const [tap, weight] of span.weights.entries()) {
      const start = (span.first + tap) * strideBytes;
      for (let x = 0; x < strideBytes; x += 1) {
        line[x] = (line[x] as number) + weight * (plane[start + x] as number);
      }
    }
    for (const [x, { first, weights }] of columns.entries()) {
      let sum = 0.5;
      for (let tap = 0; tap < weights.length; tap += 1) {
        sum += (weights[tap] as number) * (line[first + tap] as number);
      }
      out[y * target.widthPx + x] = sum;
    }
  }
  return out;
}

/** For each target pixel the source pixels under it and their shares, which sum to 1. */
function spans(start: number, length: number, target: number, limit: number): Span[] {
  const ratio = length / target;
  return Array.from({ length: target }, (_, index) => {
    const from = start + index * ratio;
    const to = from + ratio;
    const first = Math.min(Math.floor(from), limit - 1);
    const last = Math.max(first + 1, Math.min(limit, Math.ceil(to - 1e-9)));
    const shares = Array.from({ length: last - first }, (_unused, tap) =>
      Math.max(0, Math.min(to, first + tap + 1) - Math.max(from, first + tap)),
    );
    const sum = shares.reduce((total, share) => total + share, 0);
    return {
      first,
      weights: sum > 0 ? shares.map((share) => share / sum) : shares.map(() => 1 / shares.length),
    };
  });
}

function sizeOf({ widthPx, heightPx }: Size): Size {
  return { widthPx, heightPx };
}
