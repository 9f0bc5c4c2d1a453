import { resolveAttributes } from "./attributes.ts";
import type { LayerGraph, LayerNode } from "./layer-graph.ts";

/**
 * The same network without the softmax at its end, whether the softmax is a layer or the activation of the last one. Its output
 * are scores (logits): what the loss and class-activation methods are computed on. Auxiliary outputs become scores too.
 * @returns `endsInSoftmax` false and the graph's output unchanged where there is none
 */
export function withoutSoftmax(graph: LayerGraph): {
  readonly graph: LayerGraph;
  readonly endsInSoftmax: boolean;
} {
  const answer = scoresOf(graph.layers, graph.output);
  let { layers } = answer;
  const auxiliaryOutputs = graph.auxiliaryOutputs?.map((auxiliary) => {
    const scores = scoresOf(layers, auxiliary.layer);
    layers = scores.layers;
    return { ...auxiliary, layer: scores.output };
  });
  return {
    graph: {
      ...graph,
      layers,
      output: answer.output,
      ...(auxiliaryOutputs === undefined ? {} : { auxiliaryOutputs }),
    },
    endsInSoftmax: answer.endsInSoftmax,
  };
}

/** Layers that give one output as scores, and the name of the layer that does. */
function scoresOf(
  layers: readonly LayerNode[],
  output: string,
): {
  readonly layers: readonly LayerNode[];
  readonly output: string;
  readonly endsInSoftmax: boolean;
} {
  const last = layers.find((node) => node.name === output);
  if (last === undefined || !isSoftmax(last))
    return { layers, output, endsInSoftmax: false };
  if (last.op === "activation") {
    const [scores = output] = last.inputs;
    return {
      layers: layers.filter((node) => node !== last),
      output: scores,
      endsInSoftmax: true,
    };
  }
  const linear = {
    ...last,
    attributes: { ...last.attributes, activation: "linear" },
  } as LayerNode;
  return {
    layers: layers.map((node) => (node === last ? linear : node)),
    output,
    endsInSoftmax: true,
  };
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
