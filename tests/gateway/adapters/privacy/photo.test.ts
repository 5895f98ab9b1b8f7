import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { PHOTO_SIDE_PX, readPhoto, renderPhoto } from '../../../../gateway/adapters/privacy/photo.ts';
import { type RgbPicture, toRgb, toYuv } from '../../../../gateway/pixels.ts';

/** Stripes of one pixel: detail that no block may keep. */
function stripes(widthPx: number, heightPx: number): RgbPicture {
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let at = 0; at < widthPx * heightPx; at += 1) rgb.fill(at % 2 === 0 ? 0 : 255, at * 3, at * 3 + 3);
  return { widthPx, heightPx, rgb };
}
async function jpegOf({ heightPx, rgb, widthPx }: RgbPicture): Promise<Buffer> {
  return sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .withMetadata({ orientation: 6 })
    .withExif({ IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitude: '27/1 43/1 0/1' } })
    .jpeg({ quality: 95 })
    .toBuffer();
}
/** Mean difference of neighbours in a row, 0 to 255. */
async function detail(
  jpeg: Buffer,
  left: number,
  top: number,
  width: number,
  height: number,
): Promise<number> {
  const gray = await sharp(jpeg).extract({ left, top, width, height }).grayscale().raw().toBuffer();
  let sum = 0;
  for (let at = 1; at < gray.length; at += 1) sum += Math.abs((gray[at] ?? 0) - (gray[at - 1] ?? 0));
  return sum / gray.length;
}

describe('a photo from the scene', () => {
  it('is made upright and bounded, and leaves place and owner behind', async () => {
    const sent = await jpegOf(stripes(2000, 1000));
    expect((await sharp(sent).metadata()).exif).toBeDefined();
    const photo = await readPhoto(sent);
    expect([photo.widthPx, photo.heightPx]).toEqual([PHOTO_SIDE_PX / 2, PHOTO_SIDE_PX]);
    const kept = await sharp((await renderPhoto(photo, [])).jpeg).metadata();
    expect(kept).toMatchObject({ format: 'jpeg', width: 640, height: 1280 });
    expect([kept.exif, kept.xmp, kept.iptc, kept.icc, kept.orientation]).toEqual(Array(5).fill(undefined));
  });

  it('keeps nothing of persons but coarse blocks, hair and hands beyond the joints as well', async () => {
    const photo = stripes(1280, 720);
    const { jpeg } = await renderPhoto(photo, [{ left: 0.5, top: 0.25, right: 0.8, bottom: 0.75 }]);
    // The box in pixels, and its margin.
    expect(await detail(jpeg, 360, 180, 216, 360)).toBeLessThan(3);
    expect(await detail(jpeg, 320, 120, 30, 400)).toBeLessThan(3);
  });

  it('is never sharp, whether persons were found, nobody was, or nobody looked', async () => {
    const photo = stripes(1280, 720);
    for (const persons of [[{ left: 1, top: 0, right: 1.2, bottom: 0.2 }], [], undefined]) {
      const { jpeg } = await renderPhoto(photo, persons);
      expect(await detail(jpeg, 0, 400, 600, 300)).toBeLessThan(8);
    }
  });

  it('bears a person at the edge, and one that lies outside', async () => {
    const photo = stripes(640, 480);
    const boxes = [
      { left: -0.2, top: -0.1, right: 0.1, bottom: 0.2 },
      { left: 3, top: 3, right: 4, bottom: 4 },
    ];
    await expect(renderPhoto(photo, boxes)).resolves.toMatchObject({ widthPx: 640, heightPx: 480 });
  });

  it.each([
    [
      'a PNG',
      () =>
        sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
          .png()
          .toBuffer(),
    ],
    ['what is no picture', async () => Buffer.from('no picture')],
    ['half a file', async () => (await jpegOf(stripes(640, 480))).subarray(0, 900)],
  ])('is refused as %s', async (_, make) => {
    await expect(readPhoto(await make())).rejects.toThrow();
  });

  it('comes back as it was from the format of the model', () => {
    const rgb = new Uint8Array(Array.from({ length: 4 }, () => [200, 90, 30]).flat());
    const back = toRgb(toYuv({ widthPx: 2, heightPx: 2, rgb }));
    for (const [index, value] of back.entries()) expect(Math.abs(value - (rgb[index] ?? 0))).toBeLessThan(3);
  });
});
