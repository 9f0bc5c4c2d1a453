import * as tf from "@tensorflow/tfjs";

export interface BatchStatistics {
  readonly value: tf.Tensor;
  /** [channels], of the batch. */
  readonly mean: tf.Tensor;
  /** [channels], of the batch: the biased one. */
  readonly variance: tf.Tensor;
}

/**
 * Forms that a backend has of its own for what TensorFlow.js composes of many small ops. Each has its gradient, and gives the same
 * numbers as the composed form.
 */
export interface FusedOps {
  /** A bias [channels] added to the last axis of a value of two axes or more. */
  readonly addBias?: (value: tf.Tensor, bias: tf.Tensor) => tf.Tensor;
  /** Batch normalization over all axes but the last, with given statistics. */
  readonly normalize?: (given: {
    readonly input: tf.Tensor;
    readonly mean: tf.Tensor;
    readonly variance: tf.Tensor;
    readonly gamma: tf.Tensor;
    readonly beta: tf.Tensor;
    readonly epsilon: number;
  }) => tf.Tensor;
  /** The same with the batch's own statistics. */
  readonly normalizeBatch?: (
    input: tf.Tensor,
    gamma: tf.Tensor,
    beta: tf.Tensor,
    epsilon: number,
  ) => BatchStatistics;
  /** Cross-entropy of each row's softmax, natural logarithm: [batch, classes] twice → [batch]. */
  readonly softmaxCrossEntropy?: (
    scores: tf.Tensor2D,
    labels: tf.Tensor2D,
  ) => tf.Tensor1D;
}

const FUSED_OPS = new Map<string, FusedOps>();

/** Says what a backend has. */
export function registerFusedOps(backend: string, ops: FusedOps): void {
  FUSED_OPS.set(backend, ops);
}

/** What the current backend has. */
export function fusedOps(): FusedOps {
  return FUSED_OPS.get(tf.getBackend()) ?? {};
}
