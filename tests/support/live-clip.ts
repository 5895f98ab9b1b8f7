/**
 * A clip whose every picture tells its own number in black and white boxes, large enough to be read through the privacy
 * renderer's blur: so that a test knows how old the picture on a screen is.
 */
import sharp from 'sharp';
import { prepareClip } from '../../edge-config/camera-simulator/media.ts';
import type { MediaTrack } from '../../edge-config/camera-simulator/media-track.ts';
import { ffmpeg } from './made-media.ts';

export const CLIP_FRAMES_PER_S = 15;
const BITS = 8;
const FRAMES = 2 ** BITS;
const WIDTH = 640;
const BOX = { width: WIDTH / BITS, height: 180 };
export const CLIP_MS = (FRAMES * 1000) / CLIP_FRAMES_PER_S;

export async function numberedClip(file: string): Promise<string> {
  const boxes = Array.from({ length: BITS }, (_, bit) => {
    const place = `x=${bit * BOX.width}:y=0:w=${BOX.width}:h=${BOX.height}:t=fill`;
    const isSet = `enable='eq(mod(floor(n/${2 ** bit}),2),1)'`;
    return `drawbox=${place}:color=black,drawbox=${place}:color=white:${isSet}`;
  });
  const source = `smptebars=s=${WIDTH}x360:r=${CLIP_FRAMES_PER_S}:d=${CLIP_MS / 1000},${boxes.join(',')}`;
  await ffmpeg(
    '-f',
    'lavfi',
    '-i',
    source,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-crf',
    '18',
    '-pix_fmt',
    'yuv420p',
    file,
  );
  return file;
}

export function numberedTrack(file: string, codec: 'h264' | 'h265'): Promise<MediaTrack> {
  return prepareClip({ file, codec, framesPerS: CLIP_FRAMES_PER_S });
}

/** Runs in the page: the number that a canvas or video shows now; -1 when a box is neither black nor white. */
export function readNumber(element: HTMLElement | SVGElement): { number: number; atMs: number } {
  const canvas = document.createElement('canvas');
  canvas.width = 160;
  canvas.height = 90;
  const context = canvas.getContext('2d');
  const atMs = Date.now();
  if (context === null) return { number: -1, atMs };
  context.drawImage(element as HTMLCanvasElement | HTMLVideoElement, 0, 0, canvas.width, canvas.height);
  let number = 0;
  for (let bit = 0; bit < 8; bit += 1) {
    const [red = 0] = context.getImageData(bit * 20 + 10, 20, 1, 1).data;
    if (red > 100 && red < 155) return { number: -1, atMs };
    if (red > 127) number += 2 ** bit;
  }
  return { number, atMs };
}

/** The same for a JPEG; undefined when a box is neither black nor white. */
export async function readNumberOf(jpeg: Uint8Array): Promise<number | undefined> {
  const { data, info } = await sharp(jpeg)
    .greyscale()
    .resize(160, 90)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const levels = Array.from({ length: BITS }, (_, bit) => data[20 * info.width + bit * 20 + 10] ?? 128);
  if (levels.some((level) => level > 100 && level < 155)) return undefined;
  return levels.reduce((sum, level, bit) => sum + (level > 127 ? 2 ** bit : 0), 0);
}

/** @param passedMs since the clip began. */
export function pictureAgeMs(number: number, passedMs: number): number {
  return ((passedMs % CLIP_MS) - (number * 1000) / CLIP_FRAMES_PER_S + CLIP_MS) % CLIP_MS;
}
