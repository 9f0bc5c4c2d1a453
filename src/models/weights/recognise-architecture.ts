import { sizeOf } from "#engine/base/tensor.ts";
import { cutAt } from "#engine/graph/cut.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
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
 * @returns undefined where none fits without a rest
 */
export function recogniseArchitecture<T extends Shaped>(
  stored: StoredWeights<T>,
): Recognised<T> | undefined {
  const found = Object.keys(MODEL_CATALOG).flatMap((id) =>
    candidates(id, stored),
  );
  return found.find(({ fit }) => fit.matchedBy !== "layer order") ?? found[0];
}

/** The network of the catalog that a network, from whatever file, has the layers and names of. */
export function recogniseGraph(
  graph: LayerGraph,
): Recognised<Shaped> | undefined {
  const names = weightSpecs(graph).map((spec) => [spec.name, spec] as const);
  return recogniseArchitecture(storedByName<Shaped>(names));
}

/** The body of a network of the catalog: what its `_notop` file is for. */
export function bodyOf(entry: ModelEntry, graph: LayerGraph): LayerGraph {
  return cutAt(graph, entry.featureLayer).body;
}

function candidates<T extends Shaped>(
  id: string,
  stored: StoredWeights<T>,
): Recognised<T>[] {
  const entry = modelEntry(id);
  const widths = entry.widths.length > 0 ? entry.widths : [1];
  return widths.flatMap((width) => {
    const options = { ...entry.defaults, width, ...channelsOf(stored) };
    return [
      ...fitting(id, options, "whole", stored),
      ...fitting(id, options, "body", stored),
    ];
  });
}

/** Counts first, because that is quick; only a network with as many weights and numbers is laid out. */
function fitting<T extends Shaped>(
  id: string,
  base: ModelOptions,
  part: "whole" | "body",
  stored: StoredWeights<T>,
): Recognised<T>[] {
  const entry = modelEntry(id);
  const build = (classes: number) => {
    const graph = withoutAuxiliaryOutputs(buildModel(id, { ...base, classes }));
    return part === "whole" ? graph : bodyOf(entry, graph);
  };
  const received = count(stored.layers.flatMap(({ weights }) => weights));
  const two = count(specsOf(build(2)));
  if (two.tensors !== received.tensors) return [];
  const perClass = count(specsOf(build(3))).numbers - two.numbers;
  const classes =
    perClass === 0 ? 2 : 2 + (received.numbers - two.numbers) / perClass;
  const possible = Number.isInteger(classes) && classes >= 2 && classes < 1e6;
  if (!possible || (perClass === 0 && two.numbers !== received.numbers))
    return [];
  const graph = build(classes);
  const fit = fitWeights(graph, stored);
  const options = { ...base, classes };
  return fit.differences.length === 0
    ? [{ id, entry, options, graph, part, fit }]
    : [];
}

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

/** A network of gray pictures has first kernels for one channel; which kernel is the first is not known, so the narrowest counts. */
function channelsOf<T extends Shaped>(
  stored: StoredWeights<T>,
): { channels: number } {
  const depths = stored.layers.flatMap(({ weights }) =>
    weights.flatMap(({ name, value: { shape } }) =>
      shape.length === 4 && name === "kernel" ? [shape[2] ?? 3] : [],
    ),
  );
  return { channels: depths.includes(1) ? 1 : 3 };
}
