/** A small gray copy of a frame for the motion gate. */
import type { GrayPicture } from '../domain/motion.ts';
import type { Frame } from '../ports.ts';

/** Enough to see a person of a sixteenth of the picture's height. */
const GRAY_WIDTH_PX = 160;

/** Mean luma (ITU-R BT.601 weights) of the pixels under each pixel of the copy. */
export function shrinkToGray({ widthPx, heightPx, rgb }: Frame): GrayPicture {
  const width = Math.min(GRAY_WIDTH_PX, widthPx);
  const height = Math.max(1, Math.round((width * heightPx) / widthPx));
  const columns = Uint16Array.from({ length: widthPx }, (_, x) => Math.floor((x * width) / widthPx));
  const sums = new Uint32Array(width * height);
  const counts = new Uint16Array(width * height);
  for (let y = 0; y < heightPx; y += 1) {
    const row = Math.floor((y * height) / heightPx) * width;
    for (let x = 0, at = y * widthPx * 3; x < widthPx; x += 1, at += 3) {
      const cell = row + (columns[x] as number);
      sums[cell] =
        (sums[cell] as number) +
        77 * (rgb[at] as number) +
        150 * (rgb[at + 1] as number) +
        29 * (rgb[at + 2] as number);
      counts[cell] = (counts[cell] as number) + 256;
    }
  }
  const gray = Uint8Array.from(sums, (sum, cell) => sum / (counts[cell] as number));
  return { widthPx: width, heightPx: height, gray };
}
