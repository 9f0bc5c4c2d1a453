import { sizeOf } from "#engine/base/tensor.ts";
import type { LayerGraph, LayerNode } from "./layer-graph.ts";
import { resolveAttributes } from "./attributes.ts";
import { inferShapes, shapeOf, type Shape } from "./shapes.ts";

/**
 * Multiply-adds of one picture's way through the network, per layer and in all, counted as in the MobileNet papers: those of
 * convolutions and dense layers; biases, normalization, activations and pooling count nothing.
 */
export function countMultiplyAdds(graph: LayerGraph): {
  readonly total: number;
  readonly layers: ReadonlyMap<string, number>;
} {
  const shapes = inferShapes(graph);
  const layers = new Map<string, number>();
  let total = 0;
  for (const node of graph.layers) {
    const input = shapeOf(shapes, node.inputs[0] ?? graph.input.name);
    const count = multiplyAdds(node, input, shapeOf(shapes, node.name));
    layers.set(node.name, count);
    total += count;
  }
  return { total, layers };
}

function multiplyAdds(node: LayerNode, input: Shape, output: Shape): number {
  const channels = input.at(-1) ?? 1;
  switch (node.op) {
    case "conv2d": {
      const { kernelSize, groups } = resolveAttributes(node);
      return (sizeOf(output) * sizeOf(kernelSize) * channels) / groups;
    }
    case "depthwiseConv2d":
      return sizeOf(output) * sizeOf(resolveAttributes(node).kernelSize);
    case "separableConv2d": {
      const { kernelSize, depthMultiplier, filters } = resolveAttributes(node);
      const between = (sizeOf(output) / filters) * channels * depthMultiplier;
      return between * (sizeOf(kernelSize) + filters);
    }
    case "conv1d": {
      const { kernelSize, groups } = resolveAttributes(node);
      return (sizeOf(output) * kernelSize * channels) / groups;
    }
    case "dense":
    case "euclideanRbf":
      return sizeOf(output) * channels;
    default:
      return 0;
  }
}
