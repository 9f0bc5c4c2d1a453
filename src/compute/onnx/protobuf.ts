/**
 * Writes ONNX files: the few messages of onnx.proto3 (github.com/onnx/onnx/blob/main/onnx/onnx.proto3) that a
 * network needs, field by field. Tensors are stored as raw little-endian bytes.
 */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Element types of onnx.proto3 `TensorProto.DataType`. */
export const ELEMENT_TYPES = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
} as const;

export type ElementType = keyof typeof ELEMENT_TYPES;

export interface OnnxTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Little-endian elements, row-major. */
  readonly bytes: Uint8Array;
}

export type OnnxAttribute =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "ints"; readonly value: readonly number[] }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "floats"; readonly value: readonly number[] }
  | { readonly kind: "string"; readonly value: string };

export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  /** Empty: ONNX's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxValueInfo {
  readonly name: string;
  readonly type: ElementType;
  /** A string is a symbolic extent such as `batch`. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly irVersion: number;
  readonly opset: number;
  readonly producer: string;
  readonly graphName: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  /** Free text that travels in the file, such as labels and preprocessing. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** The bytes of an .onnx file (ModelProto). */
export function encodeModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  int(writer, 1, model.irVersion);
  text(writer, 2, model.producer);
  message(writer, 7, () => writeGraph(writer, model));
  message(writer, 8, () => {
    text(writer, 1, "");
    int(writer, 2, model.opset);
  });
  for (const domain of new Set(model.nodes.map((node) => node.domain))) {
    if (domain === "") continue;
    message(writer, 8, () => {
      text(writer, 1, domain);
      int(writer, 2, 1);
    });
  }
  for (const [key, value] of model.metadata) {
    message(writer, 14, () => {
      text(writer, 1, key);
      text(writer, 2, value);
    });
  }
  return writer.finish();
}

function writeGraph(writer: BinaryWriter, model: OnnxModel): void {
  for (const node of model.nodes) {
    message(writer, 1, () => writeNode(writer, node));
  }
  text(writer, 2, model.graphName);
  for (const tensor of model.initializers) {
    message(writer, 5, () => writeTensor(writer, tensor));
  }
  for (const value of model.inputs) {
    message(writer, 11, () => writeValueInfo(writer, value));
  }
  for (const value of model.outputs) {
    message(writer, 12, () => writeValueInfo(writer, value));
  }
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const name of node.inputs) text(writer, 1, name);
  for (const name of node.outputs) text(writer, 2, name);
  text(writer, 3, node.name);
  text(writer, 4, node.op);
  for (const [name, attribute] of node.attributes) {
    message(writer, 5, () => writeAttribute(writer, name, attribute));
  }
  if (node.domain !== "") text(writer, 7, node.domain);
}

/** Values of onnx.proto3 `AttributeProto.AttributeType`. */
const ATTRIBUTE_TYPES = {
  float: 1,
  int: 2,
  string: 3,
  floats: 6,
  ints: 7,
} as const;

function writeAttribute(
  writer: BinaryWriter,
  name: string,
  attribute: OnnxAttribute,
): void {
  text(writer, 1, name);
  switch (attribute.kind) {
    case "float":
      writer.tag(2, WireType.Bit32).float(attribute.value);
      break;
    case "int":
      int(writer, 3, attribute.value);
      break;
    case "string":
      writer
        .tag(4, WireType.LengthDelimited)
        .bytes(new TextEncoder().encode(attribute.value));
      break;
    case "floats":
      message(writer, 7, () => {
        for (const value of attribute.value) writer.float(value);
      });
      break;
    case "ints":
      packedInts(writer, 8, attribute.value);
      break;
  }
  int(writer, 20, ATTRIBUTE_TYPES[attribute.kind]);
}

function writeTensor(writer: BinaryWriter, tensor: OnnxTensor): void {
  packedInts(writer, 1, tensor.shape);
  int(writer, 2, ELEMENT_TYPES[tensor.type]);
  text(writer, 8, tensor.name);
  writer.tag(9, WireType.LengthDelimited).bytes(tensor.bytes);
}

function writeValueInfo(writer: BinaryWriter, value: OnnxValueInfo): void {
  text(writer, 1, value.name);
  message(writer, 2, () =>
    message(writer, 1, () => {
      int(writer, 1, ELEMENT_TYPES[value.type]);
      message(writer, 2, () => {
        for (const extent of value.shape) {
          message(writer, 1, () => {
            if (typeof extent === "number") int(writer, 1, extent);
            else text(writer, 2, extent);
          });
        }
      });
    }),
  );
}

function int(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value);
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function packedInts(
  writer: BinaryWriter,
  field: number,
  values: readonly number[],
): void {
  message(writer, field, () => {
    for (const value of values) writer.int64(value);
  });
}

function message(
  writer: BinaryWriter,
  field: number,
  writeBody: () => void,
): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  writeBody();
  writer.join();
}
