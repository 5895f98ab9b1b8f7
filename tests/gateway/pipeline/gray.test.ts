import { describe, expect, it } from 'vitest';
import { draw, type Rect, seeded } from '../../../edge-config/scenario/scenes.ts';
import type { GrayPicture } from '../../../gateway/domain/motion.ts';
import { GATE_WIDTH_PX, GLANCE_WIDTH_PX, shrinkToGray } from '../../../gateway/pipeline/gray.ts';
import { plainPicture, type YuvPicture, yuvBytes } from '../../../gateway/pixels.ts';

const SIZES = [
  ['as configured by default', 512, 288],
  ['HD', 1280, 720],
  ['portrait', 360, 640],
  ['of odd sides', 641, 361],
  ['not divisible', 500, 278],
  ['smaller than the copy', 34, 20],
  ['of one pixel', 1, 1],
  ['very wide', 800, 2],
  ['very tall', 2, 800],
] as const;
const TARGETS = [GATE_WIDTH_PX, GLANCE_WIDTH_PX];

/** Luma by its place; colour is extreme, so that a byte of it in the copy is seen. */
function paint(widthPx: number, heightPx: number, luma: (x: number, y: number) => number): YuvPicture {
  const yuv = new Uint8Array(yuvBytes(widthPx, heightPx)).fill(255);
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) yuv[y * widthPx + x] = luma(x, y);
  }
  return { widthPx, heightPx, yuv };
}

function rectangle({ left, top, width, height }: Rect, level: number): (x: number, y: number) => number {
  return (x, y) => (x >= left && x < left + width && y >= top && y < top + height ? level : 0);
}

function mirrored(picture: GrayPicture): GrayPicture {
  const { widthPx, heightPx, gray } = picture;
  const flipped = new Uint8Array(gray.length);
  for (let y = 0; y < heightPx; y += 1) {
    flipped.set(gray.slice(y * widthPx, (y + 1) * widthPx).reverse(), y * widthPx);
  }
  return { widthPx, heightPx, gray: flipped };
}

/** Of all pixels of the copy, the columns and rows that are not dark. */
function litPart({ widthPx, gray }: GrayPicture): Rect {
  const lit = [...gray.keys()].filter((at) => (gray[at] ?? 0) > 0);
  const xs = lit.map((at) => at % widthPx);
  const ys = lit.map((at) => Math.floor(at / widthPx));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left + 1, height: Math.max(...ys) - top + 1 };
}

describe('the size of the copy', () => {
  it.each(SIZES)('keeps the shape, and never grows: a picture %s', (_name, widthPx, heightPx) => {
    for (const target of TARGETS) {
      const copy = shrinkToGray(plainPicture(widthPx, heightPx, 90), target);
      expect(copy.widthPx).toBe(Math.min(target, widthPx));
      expect(copy.heightPx).toBe(Math.max(1, Math.round((copy.widthPx * heightPx) / widthPx)));
      expect(copy.gray).toHaveLength(copy.widthPx * copy.heightPx);
    }
  });
});

describe('the levels of the copy', () => {
  it.each(SIZES)('stay uniform and without colour: a picture %s', (_name, widthPx, heightPx) => {
    for (const target of TARGETS) {
      for (const level of [0, 1, 127, 254]) {
        const copy = shrinkToGray(
          paint(widthPx, heightPx, () => level),
          target,
        );
        expect(new Set(copy.gray)).toEqual(new Set([level]));
      }
    }
  });

  it('are those of the picture when it is as small as the copy or smaller', () => {
    for (const widthPx of [160, 98, 3]) {
      const picture = paint(widthPx, 10, (x, y) => (x * 7 + y * 31) % 256);
      expect([...shrinkToGray(picture, GATE_WIDTH_PX).gray]).toEqual([
        ...picture.yuv.subarray(0, widthPx * 10),
      ]);
    }
  });

  it('are means of nine samples, rounded: noise shrinks to a third', () => {
    const nine = paint(3, 3, (x, y) => [10, 20, 30, 40, 50, 60, 70, 80, 95][y * 3 + x] ?? 0);
    expect([...shrinkToGray(nine, 1).gray]).toEqual([51]);
    const random = seeded(5);
    const noise = paint(480, 270, () => 100 + (random() < 0.5 ? -15 : 15));
    const { gray } = shrinkToGray(noise, GATE_WIDTH_PX);
    const deviation = Math.sqrt(gray.reduce((sum, level) => sum + (level - 100) ** 2, 0) / gray.length);
    expect(deviation).toBeGreaterThan(4.5);
    expect(deviation).toBeLessThan(5.5);
  });
});

describe('a bright rectangle', () => {
  it('lands to the pixel where it should, when sides divide', () => {
    const lit = { left: 320, top: 88, width: 80, height: 92 };
    const copy = shrinkToGray(paint(640, 360, rectangle(lit, 200)), GATE_WIDTH_PX);
    expect(litPart(copy)).toEqual({ left: 80, top: 22, width: 20, height: 23 });
    expect(new Set(copy.gray)).toEqual(new Set([0, 200]));
    expect(copy.gray.filter((level) => level === 200)).toHaveLength(20 * 23);
  });

  it.each(SIZES.filter(([, widthPx, heightPx]) => widthPx > 20 && heightPx > 10))(
    'lands within a pixel of its place in a picture %s',
    (_name, widthPx, heightPx) => {
      const lit = {
        left: Math.round(widthPx * 0.6),
        top: Math.round(heightPx * 0.2),
        width: Math.round(widthPx * 0.25),
        height: Math.round(heightPx * 0.5),
      };
      for (const target of TARGETS) {
        const copy = shrinkToGray(paint(widthPx, heightPx, rectangle(lit, 200)), target);
        const [scaleX, scaleY] = [copy.widthPx / widthPx, copy.heightPx / heightPx];
        const found = litPart(copy);
        expect(Math.abs(found.left - lit.left * scaleX)).toBeLessThanOrEqual(1);
        expect(Math.abs(found.top - lit.top * scaleY)).toBeLessThanOrEqual(1);
        expect(Math.abs(found.left + found.width - (lit.left + lit.width) * scaleX)).toBeLessThanOrEqual(1);
        expect(Math.abs(found.top + found.height - (lit.top + lit.height) * scaleY)).toBeLessThanOrEqual(1);
      }
    },
  );

  it('is seen in each corner', () => {
    const [widthPx, heightPx] = [641, 361];
    for (const left of [0, widthPx - 12]) {
      for (const top of [0, heightPx - 12]) {
        const corner = { left, top, width: 12, height: 12 };
        const copy = shrinkToGray(paint(widthPx, heightPx, rectangle(corner, 200)), GATE_WIDTH_PX);
        const x = left === 0 ? 0 : copy.widthPx - 1;
        const y = top === 0 ? 0 : copy.heightPx - 1;
        expect(copy.gray[y * copy.widthPx + x]).toBe(200);
      }
    }
  });
});

describe('a mirrored picture', () => {
  const mirrorOf = (picture: YuvPicture): YuvPicture =>
    paint(
      picture.widthPx,
      picture.heightPx,
      (x, y) => picture.yuv[y * picture.widthPx + picture.widthPx - 1 - x] ?? 0,
    );

  it('gives the mirrored copy to the last bit, when samples lie in the middle of pixels', () => {
    const random = seeded(6);
    for (const [widthPx, heightPx] of [
      [480, 270],
      [160, 90],
      [98, 56],
    ] as const) {
      const noise = paint(widthPx, heightPx, () => Math.floor(random() * 256));
      expect(shrinkToGray(mirrorOf(noise), GATE_WIDTH_PX)).toEqual(
        mirrored(shrinkToGray(noise, GATE_WIDTH_PX)),
      );
    }
  });

  it.each(SIZES)(
    'gives the mirrored copy but for a sample’s rounding: a picture %s',
    (_name, widthPx, heightPx) => {
      // Not steeper than three levels a pixel, since a sample on the seam of two pixels takes the right one.
      const smooth = paint(widthPx, heightPx, (x, y) => 120 + 60 * Math.sin(x / 20) + 30 * Math.cos(y / 11));
      for (const target of TARGETS) {
        const copy = mirrored(shrinkToGray(smooth, target));
        const other = shrinkToGray(mirrorOf(smooth), target);
        const farthest = copy.gray.reduce(
          (most, level, at) => Math.max(most, Math.abs(level - (other.gray[at] ?? 0))),
          0,
        );
        expect(farthest).toBeLessThanOrEqual(4);
      }
    },
  );
});

it('leaves the picture of the motion gate’s own tests as it is', () => {
  const scene = draw([], {}, seeded(7));
  const frame = paint(scene.widthPx, scene.heightPx, (x, y) => scene.gray[y * scene.widthPx + x] ?? 0);
  expect(shrinkToGray(frame, GATE_WIDTH_PX)).toEqual(scene);
});
