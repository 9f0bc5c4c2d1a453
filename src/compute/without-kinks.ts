import type {
  Activation,
  LayerGraph,
  LayerNode,
} from "#engine/graph/layer-graph.ts";

/** Activations whose slope jumps, and a smooth one of like shape. */
const SMOOTH: Partial<Record<Activation, Activation>> = {
  relu: "swish",
  relu6: "swish",
  leakyRelu: "swish",
  hardSwish: "swish",
  hardSigmoid: "sigmoid",
};

/**
 * The same network, with the same weights, whose activations have no kinks. Where a value lies within a rounding error of a kink, two
 * right engines take different slopes: of the million values of a small network a few do, and in a layer of 3 × 3 pixels one of them
 * moves a gradient by several per cent. Without kinks right engines agree to 1e-4, and a wrong one shows.
 */
export function withoutKinks(graph: LayerGraph): LayerGraph {
  return { ...graph, layers: graph.layers.map(smoothed) };
}

function smoothed(node: LayerNode): LayerNode {
  if (!("activation" in node.attributes)) return node;
  const { activation } = node.attributes;
  const smooth = activation && SMOOTH[activation];
  return smooth === undefined
    ? node
    : ({
        ...node,
        attributes: { ...node.attributes, activation: smooth },
      } as LayerNode);
}
