import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { convert } from '../../../models/convert/convert.ts';
import { encodeOnnx } from '../../../models/convert/onnx.ts';
import { readTfGraph } from '../../../models/convert/tfjs.ts';

/** A picture through a 1x1 convolution from 3 channels to 1, whose weights are half floats. */
function build(op: string): Buffer {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const json = JSON.stringify({
    modelTopology: {
      node: [
        { name: 'picture', op: 'Placeholder' },
        { name: 'kernel', op: 'Const' },
        { name: 'float', op: 'Cast', input: ['picture'] },
        {
          name: 'mix',
          op,
          input: ['float', 'kernel'],
          attr: {
            strides: { list: { i: ['1', '1', '1', '1'] } },
            padding: { s: base64('SAME') },
            fused_ops: { list: { s: [base64('Relu')] } },
          },
        },
      ],
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: [
          { name: 'kernel', shape: [1, 1, 3, 1], dtype: 'float32', quantization: { dtype: 'float16' } },
        ],
      },
    ],
  });
  // 1, 2 and -0.5 as half floats.
  const weights = Buffer.from(Uint16Array.of(0x3c00, 0x4000, 0xb800).buffer);
  const graph = readTfGraph(json, () => weights);
  return encodeOnnx(convert(graph, { heads: { mix: 'mix' }, channels: { mix: 1 }, metadata: { a: 'b' } }));
}

describe('convert', () => {
  it('makes a model that the runtime computes right, at any size', async () => {
    const session = await InferenceSession.create(build('_FusedConv2D'));
    const one = await session.run({ image: new Tensor('uint8', Uint8Array.of(10, 20, 30), [1, 1, 1, 3]) });
    expect(one['mix']?.data).toEqual(Float32Array.of(35));
    const two = await session.run({
      image: new Tensor('uint8', Uint8Array.of(1, 1, 2, 0, 0, 200), [1, 1, 2, 3]),
    });
    expect(two['mix']?.dims).toEqual([1, 1, 1, 2]);
    expect(two['mix']?.data).toEqual(Float32Array.of(2, 0));
    await session.release();
  });

  it('gives the same bytes for the same source', () => {
    expect(build('_FusedConv2D').equals(build('_FusedConv2D'))).toBe(true);
  });

  it('refuses an operation that it does not know', () => {
    expect(() => build('Softmax')).toThrow('Softmax (mix) is not supported');
  });
});
