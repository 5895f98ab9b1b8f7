/** From the original's files to the ONNX bytes and their manifest; no file is touched here. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Manifest } from '../manifest.ts';
import { convert, OPSET } from './convert.ts';
import { encodeOnnx } from './onnx.ts';
import { readTfGraph } from './tfjs.ts';

export const sourcesSchema = z.strictObject({
  name: z.string(),
  package: z.string(),
  version: z.string(),
  integrity: z.string().startsWith('sha512-'),
  files: z.array(z.string()).length(2),
  licence: z.string(),
});
export type Sources = z.infer<typeof sourcesSchema>;

/**
 * The graph is cut before its post-processing, which takes data-dependent shapes; the heads are decoded in
 * TypeScript (gateway/adapters/onnx/decode-heads.ts).
 */
export const HEADS = {
  centre: { from: 'StatefulPartitionedCall/Sigmoid', channels: 1, meaning: 'person centre, 0..1' },
  heat: { from: 'StatefulPartitionedCall/Sigmoid_1', channels: 17, meaning: 'joint, 0..1' },
  regress: {
    from: 'StatefulPartitionedCall/kpt_regress_0/conv2d_8/BiasAdd',
    channels: 34,
    meaning: 'joint from centre, (y, x) cells',
  },
  offset: {
    from: 'StatefulPartitionedCall/kpt_offset_0/conv2d_9/BiasAdd',
    channels: 34,
    meaning: 'joint within its cell, (y, x) cells',
  },
  boxSize: {
    from: 'StatefulPartitionedCall/box_scale_0/conv2d_5/BiasAdd',
    channels: 2,
    meaning: 'box height and width, cells',
  },
  boxOffset: {
    from: 'StatefulPartitionedCall/box_offset_0/conv2d_6/BiasAdd',
    channels: 2,
    meaning: 'box centre within its cell, (y, x) cells',
  },
} as const;

/** Five halvings in the backbone: both sides of the picture must divide by this. */
const MULTIPLE_OF_PX = 32;
/** Pixels of the picture per cell of a head. */
const STRIDE_PX = 4;

export function buildModel(
  sources: Sources,
  graphJson: string,
  readWeights: (path: string) => Buffer,
): { onnx: Buffer; manifest: Manifest } {
  const { package: name, version, integrity, files, licence } = sources;
  const heads = Object.entries(HEADS);
  const model = convert(readTfGraph(graphJson, readWeights), {
    heads: Object.fromEntries(heads.map(([head, { from }]) => [head, from])),
    channels: Object.fromEntries(heads.map(([head, { channels }]) => [head, channels])),
    metadata: { source: `${name}@${version}`, licence },
  });
  const onnx = encodeOnnx(model);
  const manifest: Manifest = {
    name: sources.name,
    file: 'built/movenet-multipose.onnx',
    sha256: createHash('sha256').update(onnx).digest('hex'),
    bytes: onnx.length,
    opset: OPSET,
    input: { name: 'image', layout: 'NHWC', type: 'uint8', multipleOfPx: MULTIPLE_OF_PX },
    outputs: Object.fromEntries(heads.map(([head, { channels, meaning }]) => [head, { channels, meaning }])),
    outputStridePx: STRIDE_PX,
    licence,
    source: { package: name, version, integrity, files },
  };
  return { onnx, manifest };
}
