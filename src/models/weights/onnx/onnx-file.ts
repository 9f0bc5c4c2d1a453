/**
 * Reads ONNX files: the messages of onnx.proto3 (github.com/onnx/onnx/blob/main/onnx/onnx.proto3) that a network needs, field by field.
 * Numbers stay where they are in the file until they are asked for.
 */
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { StudioError } from "#engine/base/errors.ts";
import type { Operation } from "#engine/models/weights/operations/values.ts";

/** A TensorProto. */
export interface StoredOnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** `TensorProto.DataType` */
  readonly type: number;
  /** Little-endian elements; undefined where they are listed, or in another file. */
  readonly bytes: Uint8Array | undefined;
  readonly listed: readonly number[];
  /** `location`, `offset` and `length` of numbers in another file. */
  readonly external: ReadonlyMap<string, string> | undefined;
}

export type OnnxAttribute =
  number | string | readonly number[] | StoredOnnxTensor;

export interface OnnxOperation extends Operation {
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  /** The version of ONNX's operators that the file is written in. */
  readonly opset: number;
}

export interface OnnxValue {
  readonly name: string;
  /** `TensorProto.DataType` */
  readonly type: number;
  /** Undefined where an extent is a name or left open. */
  readonly shape: readonly (number | undefined)[];
}

export interface OnnxFile {
  readonly producer: string;
  readonly opset: number;
  readonly metadata: ReadonlyMap<string, string>;
  readonly operations: readonly OnnxOperation[];
  readonly tensors: ReadonlyMap<string, StoredOnnxTensor>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** @throws StudioError `weights/damaged` where the bytes are no ONNX file, or a part of one */
export function readOnnxFile(bytes: Uint8Array, file: string): OnnxFile {
  try {
    return readModel(bytes);
  } catch (cause) {
    throw new StudioError(
      "weights/damaged",
      `${file} starts as an ONNX file, but it cannot be read to its end: it is cut off or damaged. Copy or download it again.`,
      { cause },
    );
  }
}

type FieldReader = (reader: BinaryReader, wire: WireType) => void;

/** Calls the reader of each field that is known, and passes over every other. */
function readFields(
  bytes: Uint8Array,
  fields: Readonly<Record<number, FieldReader>>,
): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    const read = fields[field];
    if (read === undefined) reader.skip(wire, field);
    else read(reader, wire);
  }
}

function readModel(bytes: Uint8Array): OnnxFile {
  let producer = "";
  let opset = 0;
  let graph: Uint8Array = new Uint8Array();
  const metadata = new Map<string, string>();
  readFields(bytes, {
    2: (reader) => (producer = reader.string()),
    7: (reader) => (graph = reader.bytes()),
    8: (reader) => {
      const { domain, version } = readOpset(reader.bytes());
      if (domain === "" || domain === "ai.onnx") opset = version;
    },
    14: (reader) => metadata.set(...readEntry(reader.bytes())),
  });
  return { producer, opset, metadata, ...readGraph(graph, opset) };
}

function readOpset(bytes: Uint8Array): { domain: string; version: number } {
  const opset = { domain: "", version: 0 };
  readFields(bytes, {
    1: (reader) => (opset.domain = reader.string()),
    2: (reader) => (opset.version = Number(reader.int64())),
  });
  return opset;
}

/** StringStringEntryProto */
function readEntry(bytes: Uint8Array): [string, string] {
  const entry: [string, string] = ["", ""];
  readFields(bytes, {
    1: (reader) => (entry[0] = reader.string()),
    2: (reader) => (entry[1] = reader.string()),
  });
  return entry;
}

function readGraph(
  bytes: Uint8Array,
  opset: number,
): Pick<OnnxFile, "operations" | "tensors" | "inputs" | "outputs"> {
  const operations: OnnxOperation[] = [];
  const tensors = new Map<string, StoredOnnxTensor>();
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  readFields(bytes, {
    1: (reader) => operations.push(readNode(reader.bytes(), opset)),
    5: (reader) => {
      const tensor = readTensor(reader.bytes());
      tensors.set(tensor.name, tensor);
    },
    11: (reader) => inputs.push(readValue(reader.bytes())),
    12: (reader) => outputs.push(readValue(reader.bytes())),
  });
  return { operations, tensors, inputs, outputs };
}

function readNode(bytes: Uint8Array, opset: number): OnnxOperation {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  let [name, op, domain] = ["", "", ""];
  readFields(bytes, {
    1: (reader) => inputs.push(reader.string()),
    2: (reader) => outputs.push(reader.string()),
    3: (reader) => (name = reader.string()),
    4: (reader) => (op = reader.string()),
    5: (reader) => attributes.set(...readAttribute(reader.bytes())),
    7: (reader) => (domain = reader.string()),
  });
  const isOnnx = domain === "" || domain === "ai.onnx";
  return {
    op: isOnnx ? op : `${domain}::${op}`,
    name: name === "" ? (outputs[0] ?? "") : name,
    inputs,
    outputs,
    attributes,
    opset,
  };
}

function readAttribute(bytes: Uint8Array): [string, OnnxAttribute] {
  let name = "";
  let value: OnnxAttribute | undefined;
  const numbers: number[] = [];
  readFields(bytes, {
    1: (reader) => (name = reader.string()),
    2: (reader) => (value = reader.float()),
    3: (reader) => (value = Number(reader.int64())),
    4: (reader) => (value = new TextDecoder().decode(reader.bytes())),
    5: (reader) => (value = readTensor(reader.bytes())),
    7: listOf(numbers, (reader) => reader.float()),
    8: listOf(numbers, (reader) => Number(reader.int64())),
  });
  return [name, value ?? numbers];
}

function readTensor(bytes: Uint8Array): StoredOnnxTensor {
  const shape: number[] = [];
  const listed: number[] = [];
  const external = new Map<string, string>();
  let [name, type, raw] = ["", 0, undefined as Uint8Array | undefined];
  readFields(bytes, {
    1: listOf(shape, (reader) => Number(reader.int64())),
    2: (reader) => (type = reader.int32()),
    4: listOf(listed, (reader) => reader.float()),
    5: listOf(listed, (reader) => reader.int32()),
    7: listOf(listed, (reader) => Number(reader.int64())),
    8: (reader) => (name = reader.string()),
    9: (reader) => (raw = reader.bytes()),
    10: listOf(listed, (reader) => reader.double()),
    13: (reader) => external.set(...readEntry(reader.bytes())),
  });
  return {
    name,
    shape,
    type,
    bytes: raw,
    listed,
    external: external.size > 0 ? external : undefined,
  };
}

/** ValueInfoProto → TypeProto → TypeProto.Tensor → TensorShapeProto → its dimensions */
function readValue(bytes: Uint8Array): OnnxValue {
  let name = "";
  let type = 0;
  const shape: (number | undefined)[] = [];
  const dimension: FieldReader = (reader) => {
    let extent: number | undefined;
    readFields(reader.bytes(), {
      1: (inner) => (extent = Number(inner.int64())),
    });
    shape.push(extent);
  };
  readFields(bytes, {
    1: (reader) => (name = reader.string()),
    2: (reader) =>
      readFields(reader.bytes(), {
        1: (tensor) =>
          readFields(tensor.bytes(), {
            1: (inner) => (type = inner.int32()),
            2: (inner) => readFields(inner.bytes(), { 1: dimension }),
          }),
      }),
  });
  return { name, type, shape };
}

/** A repeated number, packed or one by one. */
function listOf(
  values: number[],
  read: (reader: BinaryReader) => number,
): FieldReader {
  return (reader, wire) => {
    if (wire !== WireType.LengthDelimited) {
      values.push(read(reader));
      return;
    }
    const packed = new BinaryReader(reader.bytes());
    while (packed.pos < packed.len) values.push(read(packed));
  };
}
