import { sizeOf } from "#engine/base/tensor.ts";
import type { LayerGraph } from "./layer-graph.ts";
import { weightSpecs } from "./weights.ts";

export interface ParameterCount {
  /** Without the moving statistics of batch normalization. */
  readonly trainable: number;
  /** What Keras's `count_params` gives. */
  readonly total: number;
}

/** Parameters of every layer (zero where it has none) and of the whole network. */
export function countParameters(
  graph: LayerGraph,
): ParameterCount & { readonly layers: ReadonlyMap<string, ParameterCount> } {
  const layers = new Map<string, ParameterCount>(
    graph.layers.map((node) => [node.name, NONE]),
  );
  let sum = NONE;
  for (const { layer, shape, trainable } of weightSpecs(graph)) {
    const count = sizeOf(shape);
    const added = { trainable: trainable ? count : 0, total: count };
    layers.set(layer, plus(layers.get(layer) ?? NONE, added));
    sum = plus(sum, added);
  }
  return { ...sum, layers };
}

const NONE: ParameterCount = { trainable: 0, total: 0 };

function plus(a: ParameterCount, b: ParameterCount): ParameterCount {
  return { trainable: a.trainable + b.trainable, total: a.total + b.total };
}
