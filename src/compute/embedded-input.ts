import type { LayerGraph } from "#engine/graph/layer-graph.ts";

/**
 * How many different whole numbers a network takes, whose input is a row of numbers of words.
 * @returns undefined for a network of pictures or vectors
 */
export function inputNumbers(graph: LayerGraph): number | undefined {
  const embedding = graph.layers.find(
    ({ op, inputs }) => op === "embedding" && inputs.includes(graph.input.name),
  );
  return embedding?.op === "embedding"
    ? embedding.attributes.inputDim
    : undefined;
}
