/**
 * The one pixel format inside the gateway: planar YUV 4:2:0 in full range with BT.601 weights, as decoders make it. Half
 * the bytes of RGB on every way, its luma is the gray picture, and only what the model or a still needs is converted.
 */

export interface YuvPicture {
  /** Even. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Luma row by row, then U, then V, both at half width and half height. */
  readonly yuv: Uint8Array;
}

export function yuvBytes(widthPx: number, heightPx: number): number {
  return widthPx * heightPx + 2 * (widthPx >> 1) * (heightPx >> 1);
}

export interface Planes {
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
}

export function planesOf({ widthPx, heightPx, yuv }: YuvPicture): Planes {
  const luma = widthPx * heightPx;
  const chroma = (widthPx >> 1) * (heightPx >> 1);
  return {
    y: yuv.subarray(0, luma),
    u: yuv.subarray(luma, luma + chroma),
    v: yuv.subarray(luma + chroma, luma + 2 * chroma),
  };
}

/** Packed RGB, row by row. */
export interface RgbPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}

/** The way back of `toRgb`, for pictures that did not come from a decoder. Both sides even; colours of 2 x 2 are averaged. */
export function toYuv({ heightPx, rgb, widthPx }: RgbPicture): YuvPicture {
  const yuv = new Uint8ClampedArray(yuvBytes(widthPx, heightPx));
  const luma = widthPx * heightPx;
  const chroma = (widthPx >> 1) * (heightPx >> 1);
  const sums = new Float32Array(2 * chroma);
  for (let row = 0, at = 0; row < heightPx; row += 1) {
    for (let column = 0; column < widthPx; column += 1, at += 1) {
      const [r = 0, g = 0, b = 0] = [rgb[at * 3], rgb[at * 3 + 1], rgb[at * 3 + 2]];
      yuv[at] = 0.299 * r + 0.587 * g + 0.114 * b;
      const cell = (row >> 1) * (widthPx >> 1) + (column >> 1);
      sums[cell] = (sums[cell] ?? 0) - 0.168736 * r - 0.331264 * g + 0.5 * b;
      sums[chroma + cell] = (sums[chroma + cell] ?? 0) + 0.5 * r - 0.418688 * g - 0.081312 * b;
    }
  }
  for (const [index, sum] of sums.entries()) yuv[luma + index] = 128 + sum / 4;
  return { widthPx, heightPx, yuv: new Uint8Array(yuv.buffer) };
}

/** A picture of one gray level. */
export function plainPicture(widthPx: number, heightPx: number, level: number): YuvPicture {
  const yuv = new Uint8Array(yuvBytes(widthPx, heightPx)).fill(128);
  yuv.fill(level, 0, widthPx * heightPx);
  return { widthPx, heightPx, yuv };
}

/** Packed RGB of the whole picture. */
export function toRgb(picture: YuvPicture): Uint8Array {
  const { widthPx, heightPx } = picture;
  const { y, u, v } = planesOf(picture);
  const rgb = new Uint8ClampedArray(widthPx * heightPx * 3);
  for (let row = 0, at = 0; row < heightPx; row += 1) {
    const chromaRow = (row >> 1) * (widthPx >> 1);
    for (let column = 0; column < widthPx; column += 1, at += 1) {
      const chroma = chromaRow + (column >> 1);
      putRgb(rgb, at * 3, y[at] as number, u[chroma] as number, v[chroma] as number);
    }
  }
  return new Uint8Array(rgb.buffer);
}

/** ITU-T T.871 (JFIF): BT.601 weights in full range. */
export function putRgb(rgb: Uint8ClampedArray, at: number, y: number, u: number, v: number): void {
  rgb[at] = y + 1.402 * (v - 128);
  rgb[at + 1] = y - 0.344136 * (u - 128) - 0.714136 * (v - 128);
  rgb[at + 2] = y + 1.772 * (u - 128);
}
