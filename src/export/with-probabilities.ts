import { sizeOf } from "#engine/base/tensor.ts";
import type { LayerGraph, LayerNode } from "#engine/graph/layer-graph.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";

/** The same network, ended by a softmax where it gives scores, so that every exported file answers with probabilities. */
export function withProbabilities(graph: LayerGraph): LayerGraph {
  if (endsInSoftmax(graph)) return graph;
  const taken = new Set(graph.layers.map((node) => node.name));
  let name = "probabilities";
  while (taken.has(name)) name = `${name}_`;
  const softmax: LayerNode = {
    name,
    op: "activation",
    inputs: [graph.output],
    attributes: { activation: "softmax" },
  };
  return { ...graph, layers: [...graph.layers, softmax], output: name };
}

/** Looks through a flattening of [1, 1, classes], with which older Keras networks end. */
function endsInSoftmax(graph: LayerGraph): boolean {
  if (withoutSoftmax(graph).endsInSoftmax) return true;
  const last = graph.layers.find((node) => node.name === graph.output);
  if (last?.op !== "flatten") return false;
  const [input = ""] = last.inputs;
  const shape = shapeOf(inferShapes(graph), input);
  return (
    sizeOf(shape) === shape.at(-1) &&
    withoutSoftmax({ ...graph, output: input }).endsInSoftmax
  );
}
