import * as tf from "@tensorflow/tfjs";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { LayerNode } from "#engine/graph/layer-graph.ts";
import { fusedOps, type BatchStatistics } from "./fused-ops.ts";

export interface NormalizationMode {
  readonly usesBatchStatistics: (layer: string) => boolean;
  readonly report: (
    layer: string,
    mean: tf.Tensor,
    variance: tf.Tensor,
  ) => void;
}

/**
 * Sergey Ioffe, Christian Szegedy: Batch Normalization, 2015, https://arxiv.org/abs/1502.03167. The variance of a batch is the
 * biased one, as in Keras.
 */
export function batchNormalization(
  node: Extract<LayerNode, { op: "batchNormalization" }>,
  input: tf.Tensor,
  weight: (role: string) => tf.Tensor,
  mode: NormalizationMode | undefined,
): tf.Tensor {
  const { epsilon, center, scale } = resolveAttributes(node);
  const channels = [input.shape.at(-1) ?? 1];
  const gamma = scale ? weight("gamma") : tf.ones(channels);
  const beta = center ? weight("beta") : tf.zeros(channels);
  if (!mode?.usesBatchStatistics(node.name)) {
    const normalize = fusedOps().normalize ?? composed;
    const mean = weight("moving_mean");
    const variance = weight("moving_variance");
    return normalize({ input, mean, variance, gamma, beta, epsilon });
  }
  const normalizeBatch = fusedOps().normalizeBatch ?? composedOfBatch;
  const result = normalizeBatch(input, gamma, beta, epsilon);
  mode.report(node.name, result.mean, result.variance);
  return result.value;
}

function composedOfBatch(
  input: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
): BatchStatistics {
  const axes = input.shape.slice(0, -1).map((_, axis) => axis);
  const mean = tf.mean(input, axes);
  const variance = tf.mean(tf.square(tf.sub(input, mean)), axes);
  const value = composed({ input, mean, variance, gamma, beta, epsilon });
  return { value, mean, variance };
}

function composed(given: {
  readonly input: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
  readonly gamma: tf.Tensor;
  readonly beta: tf.Tensor;
  readonly epsilon: number;
}): tf.Tensor {
  const deviation = tf.rsqrt(tf.add(given.variance, given.epsilon));
  const factor = tf.mul(deviation, given.gamma);
  const centred = tf.sub(given.input, given.mean);
  return tf.add(tf.mul(centred, factor), given.beta);
}
