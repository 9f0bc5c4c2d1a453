import * as tf from "@tensorflow/tfjs";
import type { LayerGraph, LayerNode } from "#engine/graph/layer-graph.ts";
import type { NormalizationMode } from "./batch-normalization.ts";
import { evaluateLayer } from "./evaluate-layer.ts";

export type Values = Map<string, tf.Tensor>;

export interface Evaluation {
  readonly graph: LayerGraph;
  readonly weights: ReadonlyMap<string, tf.Tensor>;
  /** Values known beforehand, the graph's input among them; layers named here are not computed. */
  readonly known: ReadonlyMap<string, tf.Tensor>;
  /** `layer` → mask that its value is multiplied by; a dropout layer without one passes its input on. */
  readonly dropoutMasks?: ReadonlyMap<string, tf.Tensor>;
  /** Layers whose batch normalization uses the batch's own statistics, and who hears them. */
  readonly normalization?: NormalizationMode;
}

/**
 * Computes every layer of a graph with TensorFlow.js, in order. Call it inside `tf.tidy` or a gradient function: it disposes
 * nothing itself.
 */
export function evaluateGraph(evaluation: Evaluation): Values {
  const values: Values = new Map(evaluation.known);
  for (const node of evaluation.graph.layers) {
    if (values.has(node.name)) continue;
    const inputs = node.inputs.map((input) => valueOf(values, input));
    values.set(node.name, evaluateNode(node, inputs, evaluation));
  }
  return values;
}

/** A value that is there by construction. */
export function valueOf(
  values: ReadonlyMap<string, tf.Tensor>,
  name: string,
): tf.Tensor {
  const value = values.get(name);
  if (value === undefined)
    throw new TypeError(`"${name}" has not been computed.`);
  return value;
}

function evaluateNode(
  node: LayerNode,
  inputs: readonly tf.Tensor[],
  { weights, dropoutMasks, normalization }: Evaluation,
): tf.Tensor {
  const [input] = inputs;
  if (input === undefined)
    throw new TypeError(`Layer "${node.name}" has no input.`);
  if (node.op === "dropout") {
    const mask = dropoutMasks?.get(node.name);
    return mask === undefined ? input : tf.mul(input, mask);
  }
  const weight = (role: string) => valueOf(weights, `${node.name}/${role}`);
  return evaluateLayer(node, inputs, weight, normalization);
}
