import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { LayerGraph, LayerNode } from "#engine/graph/layer-graph.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";

/**
 * The same network, with the same numbers in its kernels, where convolutions with a group for every channel (ConvNeXt's) are depthwise
 * ones: layers models of TensorFlow.js have no groups.
 */
export function groupsAsDepthwise(graph: LayerGraph): LayerGraph {
  const shapes = inferShapes(graph);
  return {
    ...graph,
    layers: graph.layers.map((node): LayerNode => {
      if (node.op !== "conv2d") return node;
      const { filters, groups, ...common } = resolveAttributes(node);
      const channels = shapeOf(shapes, node.inputs[0] ?? "").at(-1);
      return groups > 1 && groups === channels
        ? {
            ...node,
            op: "depthwiseConv2d",
            attributes: { ...common, depthMultiplier: filters / groups },
          }
        : node;
    }),
  };
}
