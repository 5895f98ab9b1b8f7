/** A small gray copy of a frame, for the motion gate and to tell whether it shows anything. */
import type { GrayPicture } from '../domain/motion.ts';
import type { Frame } from '../ports.ts';

/** Enough to see a person of a sixteenth of the picture's height. */
export const GATE_WIDTH_PX = 160;
/** Enough to tell a scene from a blank. */
export const GLANCE_WIDTH_PX = 40;

/**
 * Luma of four pixels under each pixel of the copy, spread over it: a quarter of the sensor's noise at a tenth of the
 * cost of reading every pixel, which at five frames a second would cost as much as decoding.
 */
export function shrinkToGray({ widthPx, heightPx, rgb }: Frame, targetWidthPx: number): GrayPicture {
  const width = Math.min(targetWidthPx, widthPx);
  const height = Math.max(1, Math.round((width * heightPx) / widthPx));
  const gray = new Uint8Array(width * height);
  const columns = (at: number): Int32Array =>
    Int32Array.from({ length: width }, (_, x) => 3 * Math.floor(((x + at) * widthPx) / width));
  const rows = (at: number): Int32Array =>
    Int32Array.from({ length: height }, (_, y) => 3 * widthPx * Math.floor(((y + at) * heightPx) / height));
  const [left, right, upper, lower] = [columns(0.25), columns(0.75), rows(0.25), rows(0.75)];
  for (let y = 0, to = 0; y < height; y += 1) {
    const above = upper[y] as number;
    const below = lower[y] as number;
    for (let x = 0; x < width; x += 1, to += 1) {
      const first = left[x] as number;
      const second = right[x] as number;
      gray[to] =
        (luma(rgb, above + first) +
          luma(rgb, above + second) +
          luma(rgb, below + first) +
          luma(rgb, below + second)) >>
        10;
    }
  }
  return { widthPx: width, heightPx: height, gray };
}

/** 256 times the luma (ITU-R BT.601 weights) of the pixel at this byte. */
function luma(rgb: Uint8Array, at: number): number {
  return 77 * (rgb[at] as number) + 150 * (rgb[at + 1] as number) + 29 * (rgb[at + 2] as number);
}
