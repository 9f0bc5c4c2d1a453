import { resolveAttributes } from "./attributes.ts";
import type { LayerGraph, LayerNode } from "./layer-graph.ts";

/**
 * The same network without the softmax at its end, whether the softmax is a layer or the activation of the last one. Its output
 * are scores (logits): what the loss and class-activation methods are computed on.
 * @returns `endsInSoftmax` false and the graph unchanged where there is none
 */
export function withoutSoftmax(graph: LayerGraph): {
  readonly graph: LayerGraph;
  readonly endsInSoftmax: boolean;
} {
  const last = graph.layers.find((node) => node.name === graph.output);
  if (last === undefined || !isSoftmax(last))
    return { graph, endsInSoftmax: false };
  if (last.op === "activation") {
    const [scores = graph.output] = last.inputs;
    const layers = graph.layers.filter((node) => node !== last);
    return { graph: { ...graph, layers, output: scores }, endsInSoftmax: true };
  }
  const linear = {
    ...last,
    attributes: { ...last.attributes, activation: "linear" },
  } as LayerNode;
  const layers = graph.layers.map((node) => (node === last ? linear : node));
  return { graph: { ...graph, layers }, endsInSoftmax: true };
}

function isSoftmax(node: LayerNode): boolean {
  switch (node.op) {
    case "activation":
    case "dense":
    case "conv2d":
    case "depthwiseConv2d":
    case "separableConv2d":
    case "conv1d":
      return (
        resolveAttributes<
          | "activation"
          | "dense"
          | "conv2d"
          | "depthwiseConv2d"
          | "separableConv2d"
          | "conv1d"
        >(node).activation === "softmax"
      );
    default:
      return false;
  }
}
