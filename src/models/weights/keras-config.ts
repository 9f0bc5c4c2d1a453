import { StudioError } from "#engine/base/errors.ts";

/** One layer as Keras (and TensorFlow.js) writes it down; nothing about it has been checked yet. */
export interface KerasLayer {
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the layers that feed it, in the flattened network. */
  readonly inputs: readonly string[];
  /** Numbers given beside its inputs, as in `x + 3`; none for most layers. */
  readonly constants?: readonly number[];
}

/** A Keras network with every nested model taken apart. */
export interface FlatKerasModel {
  readonly name: string;
  /** Without the batch. */
  readonly inputShape: readonly number[];
  readonly inputName: string;
  /** In topological order, input layers left out. */
  readonly layers: readonly KerasLayer[];
  readonly output: string;
}

type Json = Readonly<Record<string, unknown>>;

const SEQUENTIAL = "Sequential";
const FUNCTIONAL = new Set(["Model", "Functional"]);

/**
 * Reads the `modelTopology` of a TensorFlow.js layers model (Keras 2 or 3 notation), nested Sequential and Functional models
 * included.
 * @throws StudioError `models/bad-topology`, `models/unsupported-topology`
 */
export function flattenKerasModel(topology: unknown): FlatKerasModel {
  const outer = record(topology, "modelTopology");
  const model = record(outer["model_config"] ?? outer, "model_config");
  const reader = new TopologyReader();
  const output = reader.instantiate(model, undefined);
  if (reader.input === undefined)
    throw badTopology("it has no input layer with a shape");
  return {
    name: modelName(model),
    inputShape: reader.input.shape,
    inputName: reader.input.name,
    layers: reader.layers,
    output,
  };
}

/** Walks nested models; a class because the layers met so far are state. */
class TopologyReader {
  readonly layers: KerasLayer[] = [];
  input:
    { readonly name: string; readonly shape: readonly number[] } | undefined;
  private readonly names = new Set<string>();

  /** Adds a model's layers. @param feed what feeds it; undefined for the outermost model. @returns its output's name */
  instantiate(model: Json, feed: string | undefined): string {
    const className = String(model["class_name"]);
    if (className === SEQUENTIAL) return this.sequential(model, feed);
    if (FUNCTIONAL.has(className)) return this.functional(model, feed);
    throw badTopology(
      `its outermost class is "${className}", not Sequential, Model or Functional`,
    );
  }

  private sequential(model: Json, feed: string | undefined): string {
    let current = feed;
    for (const layer of layersOf(model)) {
      if (current === undefined && !isModel(layer))
        current = this.declareInput(layer);
      if (layer["class_name"] === "InputLayer") continue;
      current = this.add(layer, current === undefined ? [] : [current]);
    }
    if (current === undefined) throw badTopology("it has no layers");
    return current;
  }

  private functional(model: Json, feed: string | undefined): string {
    const config = record(model["config"], "config");
    const byName = new Map(
      layersOf(model).map((layer) => [layerName(layer), layer]),
    );
    const [input] = endpoints(config["input_layers"], "input_layers");
    const [output] = endpoints(config["output_layers"], "output_layers");
    const values = new Map<string, string>();
    const entry = byName.get(input ?? "");
    if (entry === undefined || output === undefined)
      throw badTopology("its input or output layer is missing");
    values.set(layerName(entry), feed ?? this.declareInput(entry));
    for (const name of inOrder(output, byName)) {
      const layer = byName.get(name);
      if (layer === undefined || values.has(name)) continue;
      const inputs = inboundNames(layer).map(
        (from) => values.get(from) ?? from,
      );
      values.set(name, this.add(layer, inputs));
    }
    return values.get(output) ?? output;
  }

  private add(layer: Json, inputs: readonly string[]): string {
    if (isModel(layer)) return this.instantiate(layer, inputs[0]);
    const name = layerName(layer);
    if (this.names.has(name)) {
      throw unsupported(`two of its layers are called "${name}"`);
    }
    this.names.add(name);
    const config = record(layer["config"], `the config of layer "${name}"`);
    this.layers.push({
      className: String(layer["class_name"]),
      name,
      config,
      inputs,
      constants: inboundConstants(layer),
    });
    return name;
  }

  private declareInput(layer: Json): string {
    const config = record(layer["config"], "config");
    const shape = config["batch_input_shape"] ?? config["batch_shape"];
    if (
      !Array.isArray(shape) ||
      !shape.slice(1).every((n) => Number.isInteger(n) && n > 0)
    ) {
      throw unsupported(
        `its input has the shape ${JSON.stringify(shape)}; every extent but the batch must be fixed`,
      );
    }
    const isLayer = layer["class_name"] === "InputLayer";
    const name = isLayer ? layerName(layer) : `${layerName(layer)}_input`;
    this.names.add(name);
    this.input = { name, shape: shape.slice(1) as number[] };
    return name;
  }
}

function isModel(layer: Json): boolean {
  const className = String(layer["class_name"]);
  return className === SEQUENTIAL || FUNCTIONAL.has(className);
}

function modelName(model: Json): string {
  const { config } = model;
  return isRecord(config) && typeof config["name"] === "string"
    ? config["name"]
    : "model";
}

/** Old Sequential models have the list of layers itself as config. */
function layersOf(model: Json): Json[] {
  const { config } = model;
  const layers = Array.isArray(config)
    ? config
    : isRecord(config)
      ? config["layers"]
      : undefined;
  if (!Array.isArray(layers))
    throw badTopology("a model in it has no list of layers");
  return layers.map((layer) => record(layer, "a layer"));
}

function layerName(layer: Json): string {
  const config = isRecord(layer["config"]) ? layer["config"] : {};
  const name =
    layer["name"] ?? config["name"] ?? (isModel(layer) ? "model" : undefined);
  if (typeof name !== "string" || name === "")
    throw badTopology("a layer in it has no name");
  return name;
}

/** `[["input_1", 0, 0]]`, or `["input_1", 0, 0]` where there is one. */
function endpoints(value: unknown, what: string): string[] {
  const list =
    Array.isArray(value) && typeof value[0] === "string" ? [value] : value;
  const names = Array.isArray(list)
    ? list.map((item: unknown) => (Array.isArray(item) ? String(item[0]) : ""))
    : [];
  if (names.length === 1) return names;
  throw unsupported(
    `its ${what} are ${names.length}; there must be exactly one`,
  );
}

/** Names of the layers that a layer is connected to, in Keras 2's or Keras 3's notation. */
function inboundNames(layer: Json): string[] {
  const nodes = layer["inbound_nodes"];
  if (!Array.isArray(nodes) || nodes.length === 0) return [];
  if (nodes.length > 1)
    throw unsupported(`its layer "${layerName(layer)}" is used more than once`);
  const node: unknown = nodes[0];
  if (Array.isArray(node)) {
    return (typeof node[0] === "string" ? [node] : node).map((item: unknown) =>
      Array.isArray(item) ? String(item[0]) : "",
    );
  }
  return kerasTensors(isRecord(node) ? node["args"] : undefined);
}

/** Keras 3 keeps `x + 3` as an operation with a number among its arguments. */
function inboundConstants(layer: Json): readonly number[] {
  const nodes = layer["inbound_nodes"];
  const node: unknown = Array.isArray(nodes) ? nodes[0] : undefined;
  const given = isRecord(node) ? node["args"] : undefined;
  return Array.isArray(given)
    ? given.filter((argument) => typeof argument === "number")
    : [];
}

function kerasTensors(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => kerasTensors(item));
  if (!isRecord(value) || value["class_name"] !== "__keras_tensor__") return [];
  const config = isRecord(value["config"]) ? value["config"] : {};
  const history = config["keras_history"];
  return Array.isArray(history) ? [String(history[0])] : [];
}

/** The layers that an output needs, each after those that feed it. */
function inOrder(output: string, layers: ReadonlyMap<string, Json>): string[] {
  const order: string[] = [];
  const state = new Map<string, "open" | "done">();
  const stack = [output];
  while (stack.length > 0) {
    const name = stack.at(-1) as string;
    const layer = layers.get(name);
    if (layer === undefined)
      throw badTopology(`a layer is fed by "${name}", which is not there`);
    if (state.get(name) === "done") {
      stack.pop();
      continue;
    }
    const waiting = inboundNames(layer).filter(
      (from) => state.get(from) !== "done",
    );
    if (waiting.length === 0) {
      state.set(name, "done");
      order.push(name);
      stack.pop();
      continue;
    }
    if (waiting.some((from) => state.get(from) === "open"))
      throw badTopology("its layers form a circle");
    state.set(name, "open");
    stack.push(...waiting);
  }
  return order;
}

function record(value: unknown, what: string): Json {
  if (isRecord(value)) return value;
  throw badTopology(`${what} is not an object`);
}

export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function badTopology(what: string): StudioError {
  return new StudioError(
    "models/bad-topology",
    `The file does not describe a network of layers: ${what}. Save the model again with Keras, or export it again as a TensorFlow.js layers model.`,
  );
}

function unsupported(what: string): StudioError {
  return new StudioError(
    "models/unsupported-topology",
    `The network cannot be used here: ${what}. Use a network with one input, one output and layers used once each.`,
  );
}
