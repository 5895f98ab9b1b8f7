/** Writes ONNX models. The subset of onnx.proto that the converter needs, field numbers as in onnx/onnx.proto. */
import protobuf from 'protobufjs';

const { root } = protobuf.parse(
  `
  syntax = "proto2";
  package onnx;
  message AttributeProto {
    optional string name = 1;
    optional int64 i = 3;
    optional bytes s = 4;
    repeated int64 ints = 8;
    optional int32 type = 20;
  }
  message NodeProto {
    repeated string input = 1;
    repeated string output = 2;
    optional string name = 3;
    optional string op_type = 4;
    repeated AttributeProto attribute = 5;
  }
  message TensorProto {
    repeated int64 dims = 1;
    optional int32 data_type = 2;
    optional string name = 8;
    optional bytes raw_data = 9;
  }
  message Dimension { optional int64 dim_value = 1; optional string dim_param = 2; }
  message TensorShapeProto { repeated Dimension dim = 1; }
  message TensorTypeProto { optional int32 elem_type = 1; optional TensorShapeProto shape = 2; }
  message TypeProto { optional TensorTypeProto tensor_type = 1; }
  message ValueInfoProto { optional string name = 1; optional TypeProto type = 2; }
  message GraphProto {
    repeated NodeProto node = 1;
    optional string name = 2;
    repeated TensorProto initializer = 5;
    repeated ValueInfoProto input = 11;
    repeated ValueInfoProto output = 12;
  }
  message OperatorSetIdProto { optional string domain = 1; optional int64 version = 2; }
  message StringStringEntryProto { optional string key = 1; optional string value = 2; }
  message ModelProto {
    optional int64 ir_version = 1;
    optional string producer_name = 2;
    optional GraphProto graph = 7;
    repeated OperatorSetIdProto opset_import = 8;
    repeated StringStringEntryProto metadata_props = 14;
  }
`,
  { keepCase: true },
);

/** TensorProto.DataType. */
export const ELEMENT_TYPE = { float32: 1, uint8: 2, int32: 6, float16: 10 } as const;
export type ElementType = keyof typeof ELEMENT_TYPE;

/** AttributeProto.AttributeType. */
const INT = 2;
const STRING = 3;
const INTS = 7;

const IR_VERSION = 8;

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number | string | readonly number[]>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  /** Little-endian elements. */
  readonly bytes: Buffer;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: ElementType;
  /** A name stands for a side that is known at run time only. */
  readonly dims: readonly (number | string)[];
}

export interface OnnxModel {
  readonly opset: number;
  readonly producer: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The same model always gives the same bytes. */
export function encodeOnnx(model: OnnxModel): Buffer {
  const ModelProto = root.lookupType('onnx.ModelProto');
  const message = ModelProto.fromObject({
    ir_version: IR_VERSION,
    producer_name: model.producer,
    graph: {
      name: 'graph',
      node: model.nodes.map((node) => ({
        input: [...node.inputs],
        output: [node.output],
        name: node.output,
        op_type: node.op,
        attribute: Object.entries(node.attributes ?? {}).map(([name, value]) => attribute(name, value)),
      })),
      initializer: model.initializers.map((tensor) => ({
        dims: [...tensor.dims],
        data_type: ELEMENT_TYPE[tensor.type],
        name: tensor.name,
        raw_data: tensor.bytes,
      })),
      input: model.inputs.map(valueInfo),
      output: model.outputs.map(valueInfo),
    },
    opset_import: [{ domain: '', version: model.opset }],
    metadata_props: Object.entries(model.metadata).map(([key, value]) => ({ key, value })),
  });
  return Buffer.from(ModelProto.encode(message).finish());
}

function attribute(name: string, value: number | string | readonly number[]): object {
  if (typeof value === 'number') return { name, i: value, type: INT };
  if (typeof value === 'string') return { name, s: Buffer.from(value, 'utf8'), type: STRING };
  return { name, ints: [...value], type: INTS };
}

function valueInfo({ name, type, dims }: OnnxValue): object {
  const dim = dims.map((side) => (typeof side === 'number' ? { dim_value: side } : { dim_param: side }));
  return { name, type: { tensor_type: { elem_type: ELEMENT_TYPE[type], shape: { dim } } } };
}
