import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadManifest, verifyModel } from '../../models/manifest.ts';

const FIXTURES = new URL('../fixtures/models/', import.meta.url);
/**
 * Share of a head's largest value. Two runtimes add the same products in another order, which was seen to differ by
 * less than 6e-6; a wrong pad, layout or scale differs by far more.
 */
const TOLERANCE = 2e-5;

const reference = z
  .object({
    source: z.string(),
    cases: z.array(
      z.object({
        name: z.string(),
        file: z.string(),
        widthPx: z.int(),
        heightPx: z.int(),
        heads: z.record(z.string(), z.tuple([z.int(), z.int(), z.int()])),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('reference.json', FIXTURES), 'utf8')));

describe('the converted model', () => {
  it('comes from the package that the reference was recorded with', () => {
    expect(reference.source).toBe(loadManifest().source.integrity);
    expect(reference.cases).not.toHaveLength(0);
  });

  it.each(reference.cases)('answers as the original does: $name', async (one) => {
    const manifest = loadManifest();
    const session = await InferenceSession.create(await verifyModel(manifest), { intraOpNumThreads: 1 });
    const bytes = new Uint8Array(readFileSync(new URL(one.file, FIXTURES)));
    let offset = one.widthPx * one.heightPx * 3;
    const picture = new Tensor('uint8', bytes.slice(0, offset), [1, one.heightPx, one.widthPx, 3]);
    const outputs = await session.run({ [manifest.input.name]: picture });
    expect(Object.keys(one.heads)).toEqual(Object.keys(manifest.outputs));
    for (const [head, [rows, columns, channels]] of Object.entries(one.heads)) {
      const expected = new Float32Array(bytes.buffer, offset, rows * columns * channels);
      offset += expected.byteLength;
      expect(outputs[head]?.dims, head).toEqual([1, channels, rows, columns]);
      const found = outputs[head]?.data as Float32Array;
      const range = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      expect(largestDifference(found, expected, channels) / range, head).toBeLessThan(TOLERANCE);
    }
    expect(offset).toBe(bytes.length);
    await session.release();
  });
});

/** ONNX answers plane by plane, TensorFlow cell by cell. */
function largestDifference(planes: Float32Array, cells: Float32Array, channels: number): number {
  const plane = cells.length / channels;
  let largest = 0;
  for (let cell = 0; cell < plane; cell += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      const found = planes[channel * plane + cell] as number;
      const difference = Math.abs(found - (cells[cell * channels + channel] as number));
      // A NaN would pass every comparison with "greater".
      if (!(difference <= largest)) largest = difference;
    }
  }
  return largest;
}
