import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitFrame,
  planLetterbox,
  toFrameHeights,
  toInputPixels,
} from '../../../../gateway/adapters/onnx/letterbox.ts';

const size = fc.record({
  widthPx: fc.integer({ min: 16, max: 600 }),
  heightPx: fc.integer({ min: 16, max: 600 }),
});

describe('planLetterbox', () => {
  it('keeps the shape and pads to the multiple', () => {
    expect(planLetterbox({ widthPx: 512, heightPx: 288 }, 256, 32)).toEqual({
      inputWidthPx: 256,
      inputHeightPx: 160,
      contentHeightPx: 144,
      aspect: 512 / 288,
    });
  });

  it('maps points there and back', () => {
    fc.assert(
      fc.property(
        size,
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (frame, x, y) => {
          const letterbox = planLetterbox(frame, 256, 32);
          const back = toFrameHeights(letterbox, toInputPixels(letterbox, { x, y }));
          expect(back.x).toBeCloseTo(x, 9);
          expect(back.y).toBeCloseTo(y, 9);
        },
      ),
      { seed: 1 },
    );
  });
});

describe('fitFrame', () => {
  it('keeps a plain colour plain at every size, and the padding black', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 255 }), (frame, level) => {
        const letterbox = planLetterbox(frame, 64, 32);
        const rgb = new Uint8Array(frame.widthPx * frame.heightPx * 3).fill(level);
        const out = fitFrame({ ...frame, rgb }, letterbox);
        const contentBytes = letterbox.contentHeightPx * 64 * 3;
        expect(out.length).toBe(letterbox.inputHeightPx * 64 * 3);
        expect(new Set(out.subarray(0, contentBytes))).toEqual(new Set([level]));
        expect(out.subarray(contentBytes).every((value) => value === 0)).toBe(true);
      }),
      { seed: 2, numRuns: 40 },
    );
  });

  it('averages what is under a pixel', () => {
    const rgb = Uint8Array.from([0, 100, 200, 40].flatMap((value) => [value, value, value]));
    const out = fitFrame({ widthPx: 2, heightPx: 2, rgb }, planLetterbox({ widthPx: 2, heightPx: 2 }, 1, 1));
    expect([...out]).toEqual([85, 85, 85]);
  });
});
