/** Reads a TensorFlow.js graph model: `model.json` and its weights. */
import { z } from 'zod';

const attributeSchema = z.looseObject({
  s: z.string().optional(),
  i: z.union([z.string(), z.number()]).optional(),
  b: z.boolean().optional(),
  type: z.string().optional(),
  list: z
    .looseObject({
      s: z.array(z.string()).optional(),
      i: z.array(z.union([z.string(), z.number()])).optional(),
    })
    .optional(),
});

const nodeSchema = z.looseObject({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), attributeSchema).default({}),
});
export type TfNode = z.infer<typeof nodeSchema>;

const modelSchema = z.looseObject({
  modelTopology: z.looseObject({ node: z.array(nodeSchema) }),
  weightsManifest: z.array(
    z.looseObject({
      paths: z.array(z.string()),
      weights: z.array(
        z.looseObject({
          name: z.string(),
          shape: z.array(z.int().nonnegative()),
          dtype: z.enum(['float32', 'int32']),
          quantization: z.looseObject({ dtype: z.literal('float16') }).optional(),
        }),
      ),
    }),
  ),
});

/** A constant of the graph in TensorFlow's layout. Half floats stay as they are: they are copied, not rounded. */
export interface TfConstant {
  readonly shape: readonly number[];
  readonly type: 'float16' | 'float32' | 'int32';
  readonly bytes: Buffer;
}

export interface TfGraph {
  /** By name, without constants. */
  readonly nodes: ReadonlyMap<string, TfNode>;
  readonly constants: ReadonlyMap<string, TfConstant>;
}

const BYTES = { float16: 2, float32: 4, int32: 4 } as const;

/** @param json text of `model.json`. @param readWeights reads one file named by the weights manifest. */
export function readTfGraph(json: string, readWeights: (path: string) => Buffer): TfGraph {
  const model = modelSchema.parse(JSON.parse(json));
  const constants = new Map<string, TfConstant>();
  for (const group of model.weightsManifest) {
    const bytes = Buffer.concat(group.paths.map(readWeights));
    let offset = 0;
    for (const { name, shape, dtype, quantization } of group.weights) {
      const type = quantization?.dtype ?? dtype;
      const size = shape.reduce((product, side) => product * side, 1) * BYTES[type];
      if (offset + size > bytes.length) throw new RangeError(`the weights end before ${name}`);
      constants.set(name, { shape, type, bytes: bytes.subarray(offset, offset + size) });
      offset += size;
    }
    if (offset !== bytes.length)
      throw new RangeError(`${bytes.length - offset} bytes of weights are left over`);
  }
  const nodes = model.modelTopology.node.filter((node) => node.op !== 'Const');
  return { nodes: new Map(nodes.map((node) => [node.name, node])), constants };
}

/** Attribute that TensorFlow.js writes as base64 text. */
export function textAttribute(node: TfNode, name: string): string {
  const value = node.attr[name]?.s;
  if (value === undefined) throw new RangeError(`${node.name} has no ${name}`);
  return Buffer.from(value, 'base64').toString('utf8');
}

export function textListAttribute(node: TfNode, name: string): string[] {
  return (node.attr[name]?.list?.s ?? []).map((item) => Buffer.from(item, 'base64').toString('utf8'));
}

export function numberListAttribute(node: TfNode, name: string): number[] {
  return (node.attr[name]?.list?.i ?? []).map(Number);
}

/** Small integer constants: sizes, axes. */
export function readInt32(constant: TfConstant): number[] {
  return Array.from({ length: constant.bytes.length / 4 }, (_, index) =>
    constant.bytes.readInt32LE(index * 4),
  );
}
