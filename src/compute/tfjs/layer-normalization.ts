import * as tf from "@tensorflow/tfjs";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { LayerNode } from "#engine/graph/layer-graph.ts";

/** Over the last axis, with the biased variance; Ba, Kiros, Hinton 2016, https://arxiv.org/abs/1607.06450. */
export function layerNormalization(
  node: Extract<LayerNode, { op: "layerNormalization" }>,
  input: tf.Tensor,
  weight: (role: string) => tf.Tensor,
): tf.Tensor {
  const { epsilon, center, scale } = resolveAttributes(node);
  const centered = tf.sub(input, tf.mean(input, -1, true));
  const variance = tf.mean(tf.square(centered), -1, true);
  const normalized = tf.mul(centered, tf.rsqrt(tf.add(variance, epsilon)));
  const scaled = scale ? tf.mul(normalized, weight("gamma")) : normalized;
  return center ? tf.add(scaled, weight("beta")) : scaled;
}
