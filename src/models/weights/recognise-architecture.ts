import { sizeOf } from "#engine/base/tensor.ts";
import { cutAt, subgraphTo } from "#engine/graph/cut.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { InputRange } from "#engine/graph/preprocessing.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import { withoutAuxiliaryOutputs } from "#engine/graph/without-auxiliary-outputs.ts";
import {
  buildModel,
  MODEL_CATALOG,
  modelEntry,
} from "#engine/models/catalog.ts";
import type { ModelEntry, ModelOptions } from "#engine/models/model-entry.ts";
import { fitWeights, type WeightFit } from "./fit-weights.ts";
import {
  storedByName,
  type Shaped,
  type StoredWeights,
} from "./stored-weights.ts";

/** A network of the catalog that stored weights fit exactly. */
export interface Recognised<T extends Shaped> {
  readonly id: string;
  readonly entry: ModelEntry;
  readonly options: ModelOptions;
  /** The whole network, or its body, where the weights are those of a body. */
  readonly graph: LayerGraph;
  readonly part: "whole" | "body";
  readonly fit: WeightFit<T>;
}

/**
 * Finds the network of the catalog that stored weights are of, whatever its width and number of classes.
 * @param ids the networks that come into question
 * @returns undefined where none fits without a rest
 */
export function recogniseArchitecture<T extends Shaped>(
  stored: StoredWeights<T>,
  ids: readonly string[] = Object.keys(MODEL_CATALOG),
): Recognised<T> | undefined {
  const found = ids.flatMap((id) => candidates(id, stored));
  return found.find(({ fit }) => fit.matchedBy !== "layer order") ?? found[0];
}

/**
 * The network of the catalog whose body a network has, from whatever file, whatever its head: looked for among those whose last picture
 * has the same name there.
 */
export function recogniseGraph(
  graph: LayerGraph,
): Recognised<Shaped> | undefined {
  const names = new Set(graph.layers.map(({ name }) => name));
  for (const id of Object.keys(MODEL_CATALOG)) {
    const { featureLayer } = modelEntry(id);
    if (!names.has(featureLayer)) continue;
    const specs = weightSpecs(subgraphTo(graph, featureLayer));
    const stored = storedByName<Shaped>(specs.map((spec) => [spec.name, spec]));
    const found = recogniseArchitecture(stored, [id]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The values that a network expects. A network of the catalog takes what it was made for; one that somebody has put a rescaling in
 * front of takes pictures as they are. Undefined for any other network.
 */
export function expectedRange(graph: LayerGraph): InputRange | undefined {
  const own = recogniseGraph(graph);
  return rescalings(graph) > (own ? rescalings(own.graph) : 0)
    ? "zero-to-255"
    : own?.entry.inputRange;
}

function rescalings({ layers }: LayerGraph): number {
  return layers.filter(({ op }) => op === "rescaling" || op === "normalization")
    .length;
}

/** The body of a network of the catalog: what its `_notop` file is for. */
export function bodyOf(entry: ModelEntry, graph: LayerGraph): LayerGraph {
  return cutAt(graph, entry.featureLayer).body;
}

/** Counts first, because that is quick; only a network with as many weights and numbers is laid out. */
function candidates<T extends Shaped>(
  id: string,
  stored: StoredWeights<T>,
): Recognised<T>[] {
  const received = count(stored.layers.flatMap(({ weights }) => weights));
  const part = partWith(id, received.tensors);
  if (part === undefined) return [];
  const entry = modelEntry(id);
  const widths = entry.widths.length > 0 ? entry.widths : [1];
  const bases = widths.flatMap((width) =>
    possibleChannels(stored).map((channels) => ({ width, channels })),
  );
  return bases.flatMap((given) => {
    const base = { ...entry.defaults, ...given };
    const classes = classesFor(id, base, part, received.numbers);
    if (classes === undefined) return [];
    const options = { ...base, classes };
    const graph = build(id, options, part);
    const fit = fitWeights(graph, stored);
    const found = { id, entry, options, graph, part, fit };
    return fit.differences.length === 0 ? [found] : [];
  });
}

type Part = Recognised<Shaped>["part"];

function build(id: string, options: ModelOptions, part: Part): LayerGraph {
  const graph = withoutAuxiliaryOutputs(buildModel(id, options));
  return part === "whole" ? graph : bodyOf(modelEntry(id), graph);
}

/** Which part of a network has this many weights; that does not depend on its width. */
function partWith(id: string, tensors: number): Part | undefined {
  const known = tensorCounts.get(id);
  const { defaults } = modelEntry(id);
  const counts = known ?? {
    whole: specsOf(build(id, defaults, "whole")).length,
    body: specsOf(build(id, defaults, "body")).length,
  };
  tensorCounts.set(id, counts);
  if (counts.whole === tensors) return "whole";
  return counts.body === tensors ? "body" : undefined;
}

const tensorCounts = new Map<string, Readonly<Record<Part, number>>>();

/** The number of numbers grows by the same for each class; a body has no classes. Undefined where no number of classes fits. */
function classesFor(
  id: string,
  options: ModelOptions,
  part: Part,
  numbers: number,
): number | undefined {
  const of = (classes: number) =>
    count(specsOf(build(id, { ...options, classes }, part))).numbers;
  const two = of(2);
  if (part === "body") return two === numbers ? 2 : undefined;
  const classes = 2 + (numbers - two) / (of(3) - two);
  return Number.isInteger(classes) && classes >= 2 && classes <= MOST_CLASSES
    ? classes
    : undefined;
}

const MOST_CLASSES = 100_000;

function specsOf(graph: LayerGraph): { value: Shaped }[] {
  return weightSpecs(graph).map((value) => ({ value }));
}

function count(weights: readonly { readonly value: Shaped }[]): {
  tensors: number;
  numbers: number;
} {
  const numbers = weights.reduce(
    (sum, { value }) => sum + sizeOf(value.shape),
    0,
  );
  return { tensors: weights.length, numbers };
}

/** Pictures may be gray where a kernel is for one channel; grouped convolutions have such kernels too. */
function possibleChannels<T extends Shaped>(
  stored: StoredWeights<T>,
): number[] {
  const isSingle = ({ shape }: Shaped) => shape.length === 4 && shape[2] === 1;
  const gray = stored.layers.some(({ weights }) =>
    weights.some(({ value }) => isSingle(value)),
  );
  return gray ? [3, 1] : [3];
}
