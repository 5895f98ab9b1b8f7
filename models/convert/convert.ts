/**
 * A TensorFlow.js graph as an ONNX graph, from the picture to the heads. Everything runs in NCHW, ONNX's layout:
 * the picture is turned once at the start, constants when they are read. Weights stay half floats behind a Cast,
 * which the runtime folds away when it loads the model.
 */
import type { OnnxModel, OnnxNode, OnnxTensor } from './onnx.ts';
import {
  numberListAttribute,
  readInt32,
  type TfConstant,
  type TfGraph,
  type TfNode,
  textAttribute,
  textListAttribute,
} from './tfjs.ts';

export const OPSET = 13;
/** ONNX TensorProto.DataType FLOAT. */
const FLOAT = 1;

/** Names of the ONNX outputs and the TensorFlow nodes they come from. */
export type Heads = Readonly<Record<string, string>>;

export function convert(
  graph: TfGraph,
  options: {
    readonly heads: Heads;
    readonly channels: Readonly<Record<string, number>>;
    readonly metadata: Readonly<Record<string, string>>;
  },
): OnnxModel {
  const conversion = new Conversion(graph);
  const outputs = Object.entries(options.heads).map(([name, source]) => {
    conversion.nodes.push({ op: 'Identity', inputs: [conversion.value(source)], output: name });
    return { name, type: 'float32' as const, dims: [1, options.channels[name] ?? 1, 'heads_h', 'heads_w'] };
  });
  return {
    opset: OPSET,
    producer: 'shouwang',
    nodes: conversion.nodes,
    initializers: conversion.initializers,
    inputs: [{ name: 'image', type: 'uint8', dims: [1, 'height', 'width', 3] }],
    outputs,
    metadata: options.metadata,
  };
}

class Conversion {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly #graph: TfGraph;
  /** ONNX value of each TensorFlow value that is done. */
  readonly #values = new Map<string, string>();
  #count = 0;

  constructor(graph: TfGraph) {
    this.#graph = graph;
  }

  /** The ONNX name of a TensorFlow value, converting what it needs first. */
  value(reference: string): string {
    const name = reference.replace(/:0$/, '');
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const constant = this.#graph.constants.get(name);
    const node = this.#graph.nodes.get(name);
    if (constant === undefined && node === undefined) throw new RangeError(`the graph has no ${name}`);
    const value = constant === undefined ? this.#node(node as TfNode) : this.#perChannel(constant);
    this.#values.set(name, value);
    return value;
  }

  #node(node: TfNode): string {
    const input = (index: number): string => {
      const reference = node.input[index];
      if (reference === undefined) throw new RangeError(`${node.name} has no input ${index}`);
      return reference;
    };
    switch (node.op) {
      case 'Placeholder':
        return 'image';
      case 'Cast':
        return this.#picture(this.value(input(0)));
      case 'Sub':
      case 'Mul':
        return this.#emit(node.op, [this.value(input(0)), this.value(input(1))]);
      case 'AddV2':
        return this.#emit('Add', [this.value(input(0)), this.value(input(1))]);
      case 'Sigmoid':
        return this.#emit('Sigmoid', [this.value(input(0))]);
      case '_FusedConv2D':
      case 'FusedDepthwiseConv2dNative':
      case 'DepthwiseConv2dNative':
        return this.#convolution(node, input);
      case 'ResizeBilinear':
        return this.#resize(node, input);
      default:
        throw new RangeError(`${node.op} (${node.name}) is not supported`);
    }
  }

  /** uint8 NHWC in, float NCHW out. */
  #picture(value: string): string {
    if (value !== 'image') throw new RangeError('only the picture is cast');
    return this.#emit('Transpose', [this.#emit('Cast', [value], { to: FLOAT })], { perm: [0, 3, 1, 2] });
  }

  #convolution(node: TfNode, input: (index: number) => string): string {
    const weights = this.#constant(input(1));
    const isDepthwise = node.op !== '_FusedConv2D';
    const [kernelH, kernelW, inChannels, outChannels] = weights.shape as [number, number, number, number];
    const strides = numberListAttribute(node, 'strides').slice(1, 3);
    const dilations = numberListAttribute(node, 'dilations').slice(1, 3);
    const padding = textAttribute(node, 'padding');
    if (padding !== 'SAME' && padding !== 'VALID') throw new RangeError(`${node.name}: padding ${padding}`);
    const fused = textListAttribute(node, 'fused_ops');
    const inputs = [this.value(input(0)), this.#kernel(weights, isDepthwise)];
    if (fused.includes('BiasAdd')) inputs.push(this.#flat(this.#constant(input(2))));
    const convolved = this.#emit('Conv', inputs, {
      kernel_shape: [kernelH, kernelW],
      strides,
      dilations: dilations.length === 2 ? dilations : [1, 1],
      group: isDepthwise ? inChannels : 1,
      // TensorFlow's SAME puts the odd pixel of padding at the end, as SAME_UPPER does, at every size.
      auto_pad: padding === 'SAME' ? 'SAME_UPPER' : 'VALID',
    });
    if (isDepthwise && outChannels !== 1)
      throw new RangeError(`${node.name}: channel multiplier ${outChannels}`);
    return fused
      .filter((op) => op !== 'BiasAdd')
      .reduce((value, op) => this.#activation(value, op), convolved);
  }

  #activation(value: string, op: string): string {
    if (op === 'Relu') return this.#emit('Relu', [value]);
    if (op === 'Relu6') return this.#emit('Clip', [value, this.#scalar(0), this.#scalar(6)]);
    throw new RangeError(`activation ${op} is not supported`);
  }

  /** The size is given as the input's own size times a constant; the constant becomes ONNX's scales. */
  #resize(node: TfNode, input: (index: number) => string): string {
    const product = this.#graph.nodes.get(input(1));
    const factor = product?.op === 'Mul' ? this.#graph.constants.get(product.input[1] ?? '') : undefined;
    if (factor === undefined) throw new RangeError(`${node.name}: its size is not a multiple of its input’s`);
    const [scaleH, scaleW] = readInt32(factor) as [number, number];
    const scales = this.#floats([1, 1, scaleH, scaleW], [4]);
    const isHalfPixel = node.attr['half_pixel_centers']?.b === true;
    return this.#emit('Resize', [this.value(input(0)), '', scales], {
      mode: 'linear',
      coordinate_transformation_mode: isHalfPixel ? 'half_pixel' : 'asymmetric',
    });
  }

  #constant(reference: string): TfConstant {
    const constant = this.#graph.constants.get(reference);
    if (constant === undefined) throw new RangeError(`${reference} is not a constant`);
    return constant;
  }

  /** HWIO → OIHW; depthwise HWC1 → C1HW. Both move the kernel's sides last. */
  #kernel(weights: TfConstant, isDepthwise: boolean): string {
    const [h, w, i, o] = weights.shape as [number, number, number, number];
    const size = weights.bytes.length / (h * w * i * o);
    const bytes = Buffer.alloc(weights.bytes.length);
    for (let position = 0; position < h * w; position += 1) {
      for (let inner = 0; inner < i; inner += 1) {
        for (let outer = 0; outer < o; outer += 1) {
          const from = ((position * i + inner) * o + outer) * size;
          const to = (isDepthwise ? inner * o + outer : outer * i + inner) * h * w + position;
          weights.bytes.copy(bytes, to * size, from, from + size);
        }
      }
    }
    const dims = isDepthwise ? [i * o, 1, h, w] : [o, i, h, w];
    return this.#asFloat(this.#initializer(weights.type, dims, bytes), weights);
  }

  #flat(constant: TfConstant): string {
    return this.#asFloat(this.#initializer(constant.type, constant.shape, constant.bytes), constant);
  }

  /** Scalars stay; `[1, 1, 1, C]` becomes `[1, C, 1, 1]`. */
  #perChannel(constant: TfConstant): string {
    const { shape } = constant;
    const isPerChannel = shape.length === 4 && shape.slice(0, 3).every((side) => side === 1);
    if (shape.length !== 0 && !isPerChannel) throw new RangeError(`a constant of shape ${shape.join('x')}`);
    const dims = isPerChannel ? [1, shape[3] ?? 1, 1, 1] : [];
    return this.#asFloat(this.#initializer(constant.type, dims, constant.bytes), constant);
  }

  #asFloat(name: string, { type }: TfConstant): string {
    return type === 'float16' ? this.#emit('Cast', [name], { to: FLOAT }) : name;
  }

  #scalar(value: number): string {
    return this.#floats([value], []);
  }

  #floats(values: readonly number[], dims: readonly number[]): string {
    const bytes = Buffer.alloc(values.length * 4);
    for (const [index, value] of values.entries()) bytes.writeFloatLE(value, index * 4);
    return this.#initializer('float32', dims, bytes);
  }

  #initializer(type: OnnxTensor['type'], dims: readonly number[], bytes: Buffer): string {
    const name = `c${this.initializers.length}`;
    this.initializers.push({ name, type, dims, bytes });
    return name;
  }

  #emit(op: string, inputs: readonly string[], attributes?: OnnxNode['attributes']): string {
    const output = `${op}_${this.#count++}`;
    this.nodes.push(attributes === undefined ? { op, inputs, output } : { op, inputs, output, attributes });
    return output;
  }
}
