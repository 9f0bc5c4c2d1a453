import {
  encodeModel,
  type ElementType,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from "./protobuf.ts";
import { formOf } from "./providers/operation-forms.ts";
import type { Provider } from "./providers/provider.ts";
import { narrowWideNodes } from "./providers/wide-nodes.ts";

/** The operator set and file version that everything is written in; onnxruntime 1.30 knows both natively. */
const OPSET = 18;
const IR_VERSION = 9;

/** Attributes in plain JavaScript: an integer is an int; write a float attribute as `float(0.5)`. */
export type AttributeValue =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] };

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Marks an ONNX attribute as a float, which JavaScript cannot tell from an integer. */
export function float(value: number): { readonly float: number } {
  return { float: value };
}

/**
 * Builds one ONNX graph, node by node. Values are names (strings); the writer makes them unique. Equal small constants are
 * written once.
 */
export class GraphWriter {
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: OnnxTensor[] = [];
  readonly #inputs: OnnxValueInfo[] = [];
  readonly #outputs: OnnxValueInfo[] = [];
  readonly #metadata = new Map<string, string>();
  readonly #taken = new Set<string>();
  /** Values that are outputs under another name. */
  readonly #renamed = new Map<string, string>();
  #count = 0;
  readonly #shared = new Map<string, string>();
  readonly #graphName: string;
  /** What will run the graph: a few operations are written in another form for some (providers/operation-forms.ts). */
  readonly provider: Provider;

  constructor(graphName: string, provider: Provider = "cpu") {
    this.#graphName = graphName;
    this.provider = provider;
  }

  /** A graph input; `shape` may hold symbolic extents such as `batch`. */
  input(
    name: string,
    type: ElementType,
    shape: readonly (number | string)[],
  ): string {
    this.#take(name);
    this.#inputs.push({ name, type, shape });
    return name;
  }

  /** Makes a value a graph output under a name of its own. */
  output(
    name: string,
    value: string,
    type: ElementType,
    shape: readonly (number | string)[],
  ): void {
    this.#take(name);
    const isNode = this.#nodes.some(({ outputs }) => outputs.includes(value));
    if (isNode && !this.#renamed.has(value)) this.#renamed.set(value, name);
    else this.#push("Identity", [value], [name], {});
    this.#outputs.push({ name, type, shape });
  }

  /** A node with one output; an absent optional input is the empty string. An operator of another domain is written `domain::Op`. */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Attributes = {},
    hint: string = op,
  ): string {
    const [output] = this.nodes(op, inputs, [true], attributes, hint);
    return output ?? "";
  }

  /** A node with several outputs; one whose `wanted` entry is false is left out and named by the empty string. */
  nodes(
    op: string,
    inputs: readonly string[],
    wanted: readonly boolean[],
    attributes: Attributes = {},
    hint: string = op,
  ): string[] {
    const outputs = wanted.map((used) => (used ? this.unique(hint) : ""));
    this.#push(op, inputs, outputs, attributes);
    return outputs;
  }

  /** Adds attributes to the node that makes a value. @returns false where no node of that operator makes it */
  amend(value: string, op: string, attributes: Attributes): boolean {
    const index = this.#nodes.findIndex(({ outputs }) =>
      outputs.includes(value),
    );
    const node = this.#nodes[index];
    if (node === undefined || `${node.domain}::${node.op}` !== op) return false;
    const added = new Map([...node.attributes, ...toAttributes(attributes)]);
    this.#nodes[index] = { ...node, attributes: added };
    return true;
  }

  /** A float32 constant. */
  constant(
    data: Float32Array,
    shape: readonly number[],
    hint = "constant",
  ): string {
    const name = this.unique(hint);
    this.#initializers.push({
      name,
      type: "float32",
      shape,
      bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    });
    return name;
  }

  /** A float32 constant that many places use: written once under its key. */
  sharedConstant(
    key: string,
    shape: readonly number[],
    data: () => Float32Array,
  ): string {
    return this.#share(key, key, "float32", shape, data);
  }

  /** A float32 constant of shape []. */
  scalar(value: number): string {
    return this.#share(`f${value}`, "scalar", "float32", [], () =>
      Float32Array.of(value),
    );
  }

  /** A float64 constant of shape []. */
  doubleScalar(value: number): string {
    return this.#share(`d${value}`, "double", "float64", [], () =>
      Float64Array.of(value),
    );
  }

  /** An int64 constant, such as a shape or a list of axes. */
  ints(
    values: readonly number[],
    shape: readonly number[] = [values.length],
  ): string {
    return this.#share(
      `i${shape.join("x")}:${values.join(",")}`,
      "ints",
      "int64",
      shape,
      () => BigInt64Array.from(values, BigInt),
    );
  }

  /** Text that travels in the file beside the graph. */
  metadata(key: string, value: string): void {
    this.#metadata.set(key, value);
  }

  /** A name that no value of the graph has; the `#` keeps inner names apart from those of inputs and outputs. */
  unique(hint: string): string {
    this.#count++;
    return `${hint}#${this.#count}`;
  }

  /** The bytes of the .onnx file. */
  finish(): Uint8Array<ArrayBuffer> {
    const final = (name: string) => this.#renamed.get(name) ?? name;
    const nodes = this.#nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(final),
      outputs: node.outputs.map(final),
    }));
    const written = { nodes, initializers: this.#initializers };
    return encodeModel({
      irVersion: IR_VERSION,
      opset: OPSET,
      producer: "convolve",
      graphName: this.#graphName,
      ...(formOf("wideNodes", this.provider) === "other"
        ? narrowWideNodes(written)
        : written),
      inputs: this.#inputs,
      outputs: this.#outputs,
      metadata: this.#metadata,
    });
  }

  #share(
    key: string,
    hint: string,
    type: ElementType,
    shape: readonly number[],
    data: () => Float32Array | Float64Array | BigInt64Array,
  ): string {
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const name = this.unique(hint);
    const { buffer } = data();
    this.#initializers.push({
      name,
      type,
      shape,
      bytes: new Uint8Array(buffer),
    });
    this.#shared.set(key, name);
    return name;
  }

  #push(
    op: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Attributes,
  ): void {
    const separator = op.lastIndexOf("::");
    this.#nodes.push({
      name: `${op}_${this.#nodes.length}`,
      op: separator < 0 ? op : op.slice(separator + 2),
      domain: separator < 0 ? "" : op.slice(0, separator),
      inputs,
      outputs,
      attributes: toAttributes(attributes),
    });
  }

  #take(name: string): void {
    if (this.#taken.has(name)) {
      throw new RangeError(
        `Expected a new name for an input or output of the graph. Received: ${name}, which exists.`,
      );
    }
    this.#taken.add(name);
  }
}

function toAttributes(
  attributes: Attributes,
): ReadonlyMap<string, OnnxAttribute> {
  return new Map(
    Object.entries(attributes).map(([name, value]) => [
      name,
      toAttribute(value),
    ]),
  );
}

function toAttribute(value: AttributeValue): OnnxAttribute {
  if (typeof value === "number") return { kind: "int", value };
  if (typeof value === "string") return { kind: "string", value };
  if ("float" in value) return { kind: "float", value: value.float };
  if ("floats" in value) return { kind: "floats", value: value.floats };
  return { kind: "ints", value };
}
