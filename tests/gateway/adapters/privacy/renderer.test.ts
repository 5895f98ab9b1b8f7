import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { MAX_IMAGE_BYTES } from '../../../../edge-config/contracts/messages.ts';
import { figure, STANDING } from '../../../../edge-config/scenario/skeleton.ts';
import { PrivacyRenderer } from '../../../../gateway/adapters/privacy/renderer.ts';
import { plainPicture, toRgb } from '../../../../gateway/pixels.ts';
import type { Frame } from '../../../../gateway/ports.ts';

const WIDTH = 512;
const HEIGHT = 288;

/** A checkerboard of 2 px: as much fine detail as a picture can hold. */
function checkerboard(): Frame {
  const picture = plainPicture(WIDTH, HEIGHT, 0);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      picture.yuv[y * WIDTH + x] = ((x >> 1) + (y >> 1)) % 2 ? 255 : 0;
    }
  }
  return { cameraId: 'yard', index: 0, streamTimeMs: 0, wallMs: 0, ...picture };
}

/** Mean absolute difference of horizontal neighbours: how much fine detail there is. */
async function detail(image: Sharp): Promise<number> {
  const { data, info } = await image
    .greyscale()
    .resize(WIDTH, HEIGHT)
    .raw()
    .toBuffer({ resolveWithObject: true });
  let sum = 0;
  for (let at = 1; at < data.length; at += 1) sum += Math.abs((data[at] ?? 0) - (data[at - 1] ?? 0));
  return sum / (info.width * info.height);
}

describe('PrivacyRenderer', () => {
  it('destroys fine detail, keeps within the bound, and carries no metadata', async () => {
    const frame = checkerboard();
    const { jpeg, info } = await new PrivacyRenderer('skeleton_blur').render({
      frame,
      persons: [],
      privacyZones: [],
    });
    const before = await detail(sharp(toRgb(frame), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } }));
    expect(await detail(sharp(jpeg))).toBeLessThan(before / 50);
    expect(jpeg.length).toBeLessThanOrEqual(MAX_IMAGE_BYTES);
    expect(info.bytes).toBe(jpeg.length);
    expect(info.sha256).toBe(createHash('sha256').update(jpeg).digest('hex'));
    const metadata = await sharp(jpeg).metadata();
    expect([metadata.exif, metadata.xmp, metadata.iptc]).toEqual([undefined, undefined, undefined]);
    expect([metadata.width, metadata.height]).toEqual([info.widthPx, info.heightPx]);
  });

  it('paints privacy zones black over everything, skeletons too', async () => {
    const zone = [
      { x: 0, y: 0 },
      { x: 0.9, y: 0 },
      { x: 0.9, y: 1 },
      { x: 0, y: 1 },
    ];
    const request = {
      frame: checkerboard(),
      persons: [figure({ ...STANDING, x: 0.4 })],
      privacyZones: [zone],
    };
    for (const mode of ['skeleton_blur', 'skeleton_only'] as const) {
      const { jpeg, info } = await new PrivacyRenderer(mode).render(request);
      const inside = { left: 0, top: 0, width: Math.floor(0.9 * info.heightPx) - 16, height: info.heightPx };
      const { channels } = await sharp(await sharp(jpeg).extract(inside).toBuffer()).stats();
      expect(Math.max(...channels.map((channel) => channel.max))).toBeLessThanOrEqual(8);
    }
  });

  it('shows a clear picture only when asked to by name, without skeletons, its privacy zones black', async () => {
    const frame = checkerboard();
    const left = [
      { x: 0, y: 0 },
      { x: 0.8, y: 0 },
      { x: 0.8, y: 1 },
      { x: 0, y: 1 },
    ];
    const renderer = new PrivacyRenderer('skeleton_only');
    const picture = { frame, persons: [figure({ ...STANDING, x: 1.4 })], privacyZones: [left] };
    const clear = await renderer.renderLive(picture, 'clear_masked');
    const half = { width: Math.floor(0.8 * clear.heightPx) - 16, height: clear.heightPx, top: 0 };
    const masked = sharp(
      await sharp(clear.jpeg)
        .extract({ ...half, left: 0 })
        .toBuffer(),
    );
    expect(Math.max(...(await masked.stats()).channels.map(({ max }) => max))).toBeLessThanOrEqual(8);
    // Beside the zone, the fine detail that every other rendering destroys.
    const beside = { ...half, left: clear.widthPx - half.width };
    const seen = await detail(sharp(await sharp(clear.jpeg).extract(beside).toBuffer()));
    const skeleton = await renderer.renderLive(picture, 'skeleton');
    const blurred = await detail(sharp(await sharp(skeleton.jpeg).extract(beside).toBuffer()));
    expect(seen).toBeGreaterThan(20);
    expect(blurred).toBeLessThan(seen / 5);
    const nobody = await renderer.renderLive({ ...picture, persons: [] }, 'clear_masked');
    expect(clear.jpeg.equals(nobody.jpeg)).toBe(true);
  });

  it('draws the skeleton where the person is', async () => {
    const renderer = new PrivacyRenderer('skeleton_only');
    const frame = checkerboard();
    const empty = await renderer.render({ frame, persons: [], privacyZones: [] });
    const drawn = await renderer.render({ frame, persons: [figure(STANDING)], privacyZones: [] });
    const brightest = async (jpeg: Buffer): Promise<number> =>
      Math.max(...(await sharp(jpeg).stats()).channels.map((channel) => channel.max));
    expect(await brightest(empty.jpeg)).toBeLessThan(60);
    expect(await brightest(drawn.jpeg)).toBeGreaterThan(200);
  });

  it('gives the same bytes for the same frame', async () => {
    const request = { frame: checkerboard(), persons: [figure(STANDING)], privacyZones: [] };
    const renderer = new PrivacyRenderer('skeleton_blur');
    expect((await renderer.render(request)).info.sha256).toBe((await renderer.render(request)).info.sha256);
  });
});
