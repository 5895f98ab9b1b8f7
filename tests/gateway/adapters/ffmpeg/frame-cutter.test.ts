import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameCutter } from '../../../../gateway/adapters/ffmpeg/frame-cutter.ts';

describe('FrameCutter', () => {
  it('gives the same frames however the bytes are chunked', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        (bytes, frameBytes, sizes) => {
          const cutter = new FrameCutter(frameBytes);
          const frames: Uint8Array[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            frames.push(...cutter.push(bytes.subarray(at, at + size)));
            at += size;
          }
          const expected = Array.from({ length: Math.floor(bytes.length / frameBytes) }, (_, index) =>
            bytes.slice(index * frameBytes, (index + 1) * frameBytes),
          );
          expect(frames).toEqual(expected);
        },
      ),
      { seed: 5 },
    );
  });

  it('refuses a frame without bytes', () => {
    expect(() => new FrameCutter(0)).toThrow(RangeError);
  });
});
