/** Fits a frame into the model's input: scaled to its width, padded below to a multiple of the model's stride. Pure. */

export interface Letterbox {
  /** Size of the model's input, px. */
  readonly inputWidthPx: number;
  readonly inputHeightPx: number;
  /** Rows of the input that hold the picture; the rest is black. */
  readonly contentHeightPx: number;
  /** Width over height of the frame. */
  readonly aspect: number;
}

export function planLetterbox(
  frame: { readonly widthPx: number; readonly heightPx: number },
  inputWidthPx: number,
  multipleOfPx: number,
): Letterbox {
  const contentHeightPx = Math.max(1, Math.round((inputWidthPx * frame.heightPx) / frame.widthPx));
  return {
    inputWidthPx,
    inputHeightPx: Math.ceil(contentHeightPx / multipleOfPx) * multipleOfPx,
    contentHeightPx,
    aspect: frame.widthPx / frame.heightPx,
  };
}

/** From pixels of the input to frame heights, the unit of the domain (see domain/geometry.ts). */
export function toFrameHeights(
  letterbox: Letterbox,
  point: { readonly xPx: number; readonly yPx: number },
): { x: number; y: number } {
  return {
    x: (point.xPx / letterbox.inputWidthPx) * letterbox.aspect,
    y: point.yPx / letterbox.contentHeightPx,
  };
}

/** The inverse of `toFrameHeights`. */
export function toInputPixels(
  letterbox: Letterbox,
  point: { readonly x: number; readonly y: number },
): { xPx: number; yPx: number } {
  return {
    xPx: (point.x / letterbox.aspect) * letterbox.inputWidthPx,
    yPx: point.y * letterbox.contentHeightPx,
  };
}

interface Span {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * Averages the source pixels under each pixel of the input (area sampling): small persons keep what they have,
 * where skipping pixels would lose limbs.
 * @returns packed RGB of the input's size; rows below the picture are black.
 */
export function fitFrame(
  frame: { readonly widthPx: number; readonly heightPx: number; readonly rgb: Uint8Array },
  letterbox: Letterbox,
): Uint8Array {
  const { inputWidthPx, inputHeightPx, contentHeightPx } = letterbox;
  const factor = frame.widthPx / inputWidthPx;
  if (Number.isInteger(factor) && contentHeightPx * factor === frame.heightPx) {
    return shrinkWhole(frame, letterbox, factor);
  }
  const columns = spans(frame.widthPx, inputWidthPx);
  const rows = spans(frame.heightPx, contentHeightPx);
  const out = new Uint8Array(inputWidthPx * inputHeightPx * 3);
  const line = new Float32Array(frame.widthPx * 3);
  for (let y = 0; y < contentHeightPx; y += 1) {
    sumRows(frame, rows[y] as Span, line);
    for (let x = 0; x < inputWidthPx; x += 1) {
      const { first, weights } = columns[x] as Span;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = 0; tap < weights.length; tap += 1) {
        const weight = weights[tap] as number;
        const at = (first + tap) * 3;
        red += weight * (line[at] as number);
        green += weight * (line[at + 1] as number);
        blue += weight * (line[at + 2] as number);
      }
      const to = (y * inputWidthPx + x) * 3;
      out[to] = red + 0.5;
      out[to + 1] = green + 0.5;
      out[to + 2] = blue + 0.5;
    }
  }
  return out;
}

/** The same for the usual case of a whole factor, in integers: a quarter of the time. */
function shrinkWhole(
  { widthPx, rgb }: { readonly widthPx: number; readonly rgb: Uint8Array },
  { inputWidthPx, inputHeightPx, contentHeightPx }: Letterbox,
  factor: number,
): Uint8Array {
  const out = new Uint8Array(inputWidthPx * inputHeightPx * 3);
  const area = factor * factor;
  const half = area >> 1;
  for (let y = 0, to = 0; y < contentHeightPx; y += 1) {
    for (let x = 0; x < inputWidthPx; x += 1, to += 3) {
      let red = half;
      let green = half;
      let blue = half;
      for (let row = 0; row < factor; row += 1) {
        let at = ((y * factor + row) * widthPx + x * factor) * 3;
        for (let column = 0; column < factor; column += 1, at += 3) {
          red += rgb[at] as number;
          green += rgb[at + 1] as number;
          blue += rgb[at + 2] as number;
        }
      }
      out[to] = red / area;
      out[to + 1] = green / area;
      out[to + 2] = blue / area;
    }
  }
  return out;
}

function sumRows(
  frame: { readonly widthPx: number; readonly rgb: Uint8Array },
  span: Span,
  line: Float32Array,
): void {
  line.fill(0);
  for (const [tap, weight] of span.weights.entries()) {
    const start = (span.first + tap) * line.length;
    for (let at = 0; at < line.length; at += 1) {
      line[at] = (line[at] as number) + weight * (frame.rgb[start + at] as number);
    }
  }
}

/** For each target pixel the source pixels under it and their shares, which sum to 1. */
function spans(source: number, target: number): Span[] {
  const ratio = source / target;
  return Array.from({ length: target }, (_, index) => {
    const from = index * ratio;
    const to = (index + 1) * ratio;
    const first = Math.floor(from);
    const last = Math.min(source, Math.ceil(to - 1e-9));
    const weights = Array.from(
      { length: Math.max(1, last - first) },
      (_unused, tap) => (Math.min(to, first + tap + 1) - Math.max(from, first + tap)) / ratio,
    );
    return { first: Math.min(first, source - 1), weights };
  });
}
