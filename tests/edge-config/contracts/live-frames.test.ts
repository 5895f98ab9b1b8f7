import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packPiece, readPiece } from '../../../edge-config/contracts/live-frames.ts';

it('brings back what was packed, wherever the bytes lie', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('init', 'keyframe', 'fragment', 'jpeg'),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.uint8Array({ minLength: 1, maxLength: 50 }),
      (kind, ageMs, payload) => {
        const packed = packPiece({ kind, ageMs, payload });
        const moved = new Uint8Array(packed.length + 3);
        moved.set(packed, 3);
        expect(readPiece(moved.subarray(3))).toEqual({ kind, ageMs, payload });
      },
    ),
  );
});

it('bounds an age that a clock that was set makes impossible', () => {
  const ageOf = (ageMs: number) =>
    readPiece(packPiece({ kind: 'jpeg', ageMs, payload: new Uint8Array(1) }))?.ageMs;
  expect([ageOf(-5000), ageOf(1e15), ageOf(1.6)]).toEqual([0, 2 ** 32 - 1, 2]);
});

it('reads nothing out of what is no piece', () => {
  for (const bytes of [[], [9, 0, 0, 0, 0, 1], [3, 0, 0, 0, 0]]) {
    expect(readPiece(Uint8Array.from(bytes))).toBeUndefined();
  }
});
