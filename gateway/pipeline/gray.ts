/** A small gray copy of a frame, for the motion gate and to tell whether it shows anything. */
import type { GrayPicture } from '../domain/motion.ts';
import type { YuvPicture } from '../pixels.ts';

/** Enough to see a person of a sixteenth of the picture's height. */
export const GATE_WIDTH_PX = 160;
/** Enough to tell a scene from a blank. */
export const GLANCE_WIDTH_PX = 40;

/** Mean of nine luma samples spread over each pixel of the copy: a third of the sensor's noise. */
export function shrinkToGray({ widthPx, heightPx, yuv }: YuvPicture, targetWidthPx: number): GrayPicture {
  const width = Math.min(targetWidthPx, widthPx);
  const height = Math.max(1, Math.round((width * heightPx) / widthPx));
  const gray = new Uint8Array(width * height);
  const columns = samples(width, widthPx);
  const rows = samples(height, heightPx);
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, to += 1) {
      let sum = 4;
      for (let row = 0; row < 3; row += 1) {
        const start = (rows[y * 3 + row] as number) * widthPx;
        sum +=
          (yuv[start + (columns[x * 3] as number)] as number) +
          (yuv[start + (columns[x * 3 + 1] as number)] as number) +
          (yuv[start + (columns[x * 3 + 2] as number)] as number);
      }
      gray[to] = sum / 9;
    }
  }
  return { widthPx: width, heightPx: height, gray };
}

/** Three places in each of `count` parts of a length. */
function samples(count: number, length: number): Int32Array {
  return Int32Array.from({ length: count * 3 }, (_, index) =>
    Math.floor(((index + 0.5) * length) / (count * 3)),
  );
}
