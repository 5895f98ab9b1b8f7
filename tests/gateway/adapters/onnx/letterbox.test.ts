import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitFrame,
  planLetterbox,
  toFrameHeights,
  toInputPixels,
} from '../../../../gateway/adapters/onnx/letterbox.ts';
import { plainPicture, toRgb } from '../../../../gateway/pixels.ts';

/** Even, as decoders make them. */
const even = fc.integer({ min: 8, max: 300 }).map((half) => half * 2);
const size = fc.record({ widthPx: even, heightPx: even });
const INPUT = { widthPx: 256, multipleOfPx: 32 };

describe('planLetterbox', () => {
  it('keeps the shape and pads to the multiple', () => {
    expect(planLetterbox({ widthPx: 512, heightPx: 288 }, INPUT)).toEqual({
      inputWidthPx: 256,
      inputHeightPx: 160,
      contentHeightPx: 144,
      window: { leftPx: 0, topPx: 0, widthPx: 512, heightPx: 288 },
      frameHeightPx: 288,
    });
  });

  it('maps points there and back', () => {
    fc.assert(
      fc.property(
        size,
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (frame, x, y) => {
          const letterbox = planLetterbox(frame, INPUT, {
            leftPx: 4,
            topPx: 2,
            widthPx: frame.widthPx / 2,
            heightPx: frame.heightPx / 2,
          });
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
  it('keeps a plain level plain at every size, and the padding black', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 255 }), ({ widthPx, heightPx }, level) => {
        const frame = plainPicture(widthPx, heightPx, level);
        const letterbox = planLetterbox(frame, { widthPx: 64, multipleOfPx: 32 });
        const out = fitFrame(frame, letterbox);
        const contentBytes = letterbox.contentHeightPx * 64 * 3;
        expect(out.length).toBe(letterbox.inputHeightPx * 64 * 3);
        expect(new Set(out.subarray(0, contentBytes))).toEqual(new Set([level]));
        expect(out.subarray(contentBytes).every((value) => value === 0)).toBe(true);
      }),
      { seed: 2, numRuns: 40 },
    );
  });

  it('averages what is under a pixel', () => {
    const frame = plainPicture(2, 2, 0);
    frame.yuv.set([0, 100, 200, 40]);
    const out = fitFrame(frame, planLetterbox(frame, { widthPx: 1, multipleOfPx: 1 }));
    expect([...out]).toEqual([85, 85, 85]);
  });

  it('makes the colours of the decoder those of the model', () => {
    // Pure red in full-range BT.601.
    const frame = { widthPx: 2, heightPx: 2, yuv: Uint8Array.from([76, 76, 76, 76, 85, 255]) };
    const [red = 0, green = 0, blue = 0] = fitFrame(
      frame,
      planLetterbox(frame, { widthPx: 2, multipleOfPx: 1 }),
    );
    expect(red).toBeGreaterThan(250);
    expect(green).toBeLessThan(5);
    expect(blue).toBeLessThan(5);
    expect([...toRgb(frame).subarray(0, 3)]).toEqual([red, green, blue]);
  });

  it('cuts a window out of the picture', () => {
    const frame = plainPicture(64, 64, 10);
    for (let y = 32; y < 64; y += 1) frame.yuv.fill(200, y * 64 + 32, y * 64 + 64);
    const window = { leftPx: 32, topPx: 32, widthPx: 32, heightPx: 32 };
    for (const widthPx of [16, 24, 48]) {
      const out = fitFrame(frame, planLetterbox(frame, { widthPx, multipleOfPx: 1 }, window));
      expect(new Set(out)).toEqual(new Set([200]));
    }
  });
});
