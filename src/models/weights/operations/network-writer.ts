import type { Tensor } from "#engine/base/tensor.ts";
import type {
  GraphInput,
  LayerGraph,
  LayerNode,
  LayerOp,
  OpAttributes,
} from "#engine/graph/layer-graph.ts";
import { outputShape } from "#engine/graph/output-shape.ts";
import type { WeightRole } from "#engine/graph/weights.ts";
import { scaledLayer } from "./scaled-layer.ts";
import type { Feature } from "./values.ts";

/** A factor or summand for all channels, or one for each. */
export type PerChannel = number | readonly number[];

/** Writes a network down while the operations of a file are read in their order. */
export class NetworkWriter {
  readonly #layers: LayerNode[] = [];
  readonly #places = new Map<string, number>();
  readonly #weights = new Map<string, Tensor>();
  readonly #input: GraphInput;

  constructor(input: GraphInput) {
    this.#input = input;
  }

  /**
   * Appends a layer; its name is that of the operation, without what weight names cannot hold.
   * @throws StudioError `graph/…` where the layer cannot take its inputs
   */
  add<Op extends LayerOp>(
    name: string,
    op: Op,
    attributes: OpAttributes[Op],
    inputs: readonly [Feature, ...Feature[]],
    weights: Partial<Record<WeightRole, Tensor>> = {},
  ): Feature {
    const layer = this.#freeName(name === "" ? op : name);
    const from = inputs.map((input) => input.layer);
    const node = { name: layer, op, inputs: from, attributes } as LayerNode;
    const shape = outputShape(
      node,
      inputs.map((input) => input.shape),
    );
    this.#places.set(layer, this.#layers.length);
    this.#layers.push(node);
    for (const [role, tensor] of Object.entries(weights))
      this.#weights.set(`${layer}/${role}`, tensor);
    const { order } = inputs[0];
    return { kind: "feature", layer, shape, order, isShared: false };
  }

  /**
   * value · scale + offset: into the weights of the layer that makes the value where nothing else takes it, else as a layer of its own.
   * Folding leaves layers with kernel and bias, which can be trained further like any other.
   */
  scaled(
    name: string,
    feature: Feature,
    scale: PerChannel,
    offset: PerChannel,
  ): Feature {
    const node = this.layer(feature);
    const folded =
      node === undefined || feature.isShared
        ? undefined
        : scaledLayer(node, this.#weights, scale, offset);
    if (node === undefined || folded === undefined) {
      const made = this.add(name, "rescaling", { scale, offset }, [feature]);
      return { ...made, laidOutFrom: feature.laidOutFrom };
    }
    this.#layers[this.#places.get(node.name) as number] = folded.node;
    for (const [role, tensor] of Object.entries(folded.weights))
      this.#weights.set(`${node.name}/${role}`, tensor);
    return feature;
  }

  /** The layer that makes a value; undefined for the network's input. */
  layer({ layer }: Pick<Feature, "layer">): LayerNode | undefined {
    return this.#layers[this.#places.get(layer) ?? -1];
  }

  /** Whether a value cannot be below zero, so that a border of zeros never wins over it. */
  isNonNegative(layer: string): boolean {
    const node = this.layer({ layer });
    if (node === undefined) return false;
    if (node.op === "activation")
      return NON_NEGATIVE.has(node.attributes.activation);
    return (
      KEEP_SIGN.has(node.op) &&
      node.inputs.every((input) => this.isNonNegative(input))
    );
  }

  /** @throws nothing: every layer has been checked when it was added */
  finish(name: string, { layer: output }: Feature): LayerGraph {
    return { name, input: this.#input, layers: this.#layers, output };
  }

  get weights(): ReadonlyMap<string, Tensor> {
    return this.#weights;
  }

  #freeName(wanted: string): string {
    const plain =
      wanted.replace(/[^A-Za-z0-9_.-]+/g, "_").replace(/^_+|_+$/g, "") ||
      "layer";
    let name = plain.slice(-120);
    for (let count = 1; this.#isTaken(name); count++)
      name = `${plain}_${count}`;
    return name;
  }

  #isTaken(name: string): boolean {
    return this.#places.has(name) || name === this.#input.name;
  }
}

const NON_NEGATIVE: ReadonlySet<string> = new Set([
  "relu",
  "relu6",
  "sigmoid",
  "hardSigmoid",
  "softplus",
  "softmax",
]);

const KEEP_SIGN: ReadonlySet<LayerOp> = new Set([
  "maxPooling2d",
  "averagePooling2d",
  "zeroPadding2d",
  "concatenate",
  "add",
  "multiply",
  "dropout",
] as const);
