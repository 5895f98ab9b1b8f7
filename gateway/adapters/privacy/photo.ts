/**
 * Photos that people take on scene, made fit to be kept: upright, bounded, without metadata, persons in coarse blocks. A
 * detector misses persons (they lie, they stand close), so the rest never stays sharp either: softened where persons were
 * found, in blocks over the whole where none was, in coarse blocks where nobody could look for them.
 */
import sharp from 'sharp';
import type { Box } from '../../domain/geometry.ts';
import type { RgbPicture } from '../../pixels.ts';

/** Longest side of what is kept. */
export const PHOTO_SIDE_PX = 1280;
/** A small file may unpack to a huge picture. */
const MAX_INPUT_PX = 60_000_000;
/** Of the longest side: what makes small faces unreadable, and leaves a room and an injury's place to be seen. */
const SOFT_SHARE = 1 / 320;
const NOBODY_BLOCK_SHARE = 1 / 100;
const UNSEEN_BLOCK_SHARE = 1 / 40;
/** Blocks over the shorter side of a person's box. */
const PERSON_BLOCKS = 6;
/** Boxes end at the joints: hair and hands reach beyond. Of the box's own size. */
const MARGIN = 0.25;
const QUALITY = 78;

export interface KeptPhoto {
  readonly jpeg: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Upright, at most `PHOTO_SIDE_PX` long, both sides even.
 * @throws Error when it is no JPEG that can be read.
 */
export async function readPhoto(jpeg: Buffer): Promise<RgbPicture> {
  const source = sharp(jpeg, { limitInputPixels: MAX_INPUT_PX, failOn: 'error' });
  if ((await source.metadata()).format !== 'jpeg') throw new Error('it is no JPEG');
  const { data, info } = await source
    .rotate()
    .resize({ width: PHOTO_SIDE_PX, height: PHOTO_SIDE_PX, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const [widthPx, heightPx] = [info.width - (info.width % 2), info.height - (info.height % 2)];
  if (widthPx < 2 || heightPx < 2) throw new Error('it is too small');
  const rgb = await sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .extract({ left: 0, top: 0, width: widthPx, height: heightPx })
    .raw()
    .toBuffer();
  return { widthPx, heightPx, rgb };
}

/** @param persons boxes in frame heights; undefined when nobody could look for them. */
export async function renderPhoto(
  photo: RgbPicture,
  persons: readonly Box[] | undefined,
): Promise<KeptPhoto> {
  const { heightPx, rgb, widthPx } = photo;
  const raw = { width: widthPx, height: heightPx, channels: 3 } as const;
  const longestPx = Math.max(widthPx, heightPx);
  const base =
    persons === undefined
      ? await blocks(photo, longestPx * UNSEEN_BLOCK_SHARE)
      : persons.length === 0
        ? await blocks(photo, longestPx * NOBODY_BLOCK_SHARE)
        : await sharp(rgb, { raw })
            .blur(Math.max(longestPx * SOFT_SHARE, 1))
            .raw()
            .toBuffer();
  const covers = [];
  for (const box of persons ?? []) {
    const cover = await coverOf(photo, box);
    if (cover !== undefined) covers.push(cover);
  }
  const jpeg = await sharp(base, { raw }).composite(covers).jpeg({ quality: QUALITY }).toBuffer();
  return { jpeg, widthPx, heightPx };
}

async function coverOf({ heightPx, rgb, widthPx }: RgbPicture, { bottom, left, right, top }: Box) {
  const [byX, byY] = [(right - left) * MARGIN, (bottom - top) * MARGIN];
  const clamp = (value: number, most: number): number => Math.min(Math.max(Math.round(value), 0), most);
  const x = clamp((left - byX) * heightPx, widthPx - 1);
  const y = clamp((top - byY) * heightPx, heightPx - 1);
  const width = clamp((right + byX) * heightPx, widthPx) - x;
  const height = clamp((bottom + byY) * heightPx, heightPx) - y;
  if (width < 1 || height < 1) return undefined;
  const part = await sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .extract({ left: x, top: y, width, height })
    .raw()
    .toBuffer();
  const blockPx = Math.max(
    Math.min(width, height) / PERSON_BLOCKS,
    Math.max(widthPx, heightPx) * NOBODY_BLOCK_SHARE,
  );
  const input = await blocks({ widthPx: width, heightPx: height, rgb: part }, blockPx);
  return { input, raw: { width, height, channels: 3 as const }, left: x, top: y };
}

/** Each block is its own mean: what is kept holds no more than the blocks do. */
async function blocks({ heightPx, rgb, widthPx }: RgbPicture, blockPx: number): Promise<Buffer> {
  const small = {
    width: Math.max(Math.round(widthPx / blockPx), 1),
    height: Math.max(Math.round(heightPx / blockPx), 1),
  };
  const means = await sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .resize({ ...small, fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  return sharp(means, { raw: { ...small, channels: 3 } })
    .resize({ width: widthPx, height: heightPx, fit: 'fill', kernel: 'nearest' })
    .raw()
    .toBuffer();
}
