import * as tf from "@tensorflow/tfjs";
import { CROSS_ENTROPY, type LossSpec } from "#engine/compute/loss-spec.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { fusedOps } from "./fused-ops.ts";

interface LossRequest {
  /** Default: cross-entropy. */
  readonly spec: LossSpec | undefined;
  /** [batch, classes], before softmax */
  readonly scores: tf.Tensor;
  /** [batch, classes], rows sum to 1 */
  readonly labels: tf.Tensor;
  /** [batch], the sample weights divided by their sum */
  readonly shares: tf.Tensor;
  /** 0 to 1: this share of every label is spread over all classes. */
  readonly labelSmoothing: number;
}

/**
 * Weighted mean loss, natural logarithm, to be differentiated by TensorFlow.js.
 * @returns loss, a scalar; probabilities [batch, classes]
 */
function lossOf({
  spec = CROSS_ENTROPY,
  scores,
  labels,
  shares,
  labelSmoothing,
}: LossRequest): { loss: tf.Scalar; probabilities: tf.Tensor } {
  const classes = scores.shape.at(-1) ?? 1;
  const soft = tf.add(
    tf.mul(labels, 1 - labelSmoothing),
    labelSmoothing / classes,
  );
  const fused = fusedOps().softmaxCrossEntropy;
  if (fused && spec.kind === CROSS_ENTROPY.kind) {
    const each = fused(scores as tf.Tensor2D, soft as tf.Tensor2D);
    return {
      loss: tf.sum(tf.mul(each, shares)) as tf.Scalar,
      probabilities: tf.softmax(scores),
    };
  }
  const logs = logProbabilities(scores, spec);
  const isDistance =
    spec.kind === "euclideanRbf" && spec.rubbishDistance === null;
  const each = tf.neg(tf.sum(tf.mul(soft, isDistance ? scores : logs), -1));
  return {
    loss: tf.sum(tf.mul(each, shares)) as tf.Scalar,
    probabilities: tf.exp(logs),
  };
}

/**
 * The loss of a network: that of its output, and of every auxiliary output its weight times the same loss.
 * @param scored without softmax
 * @param valueOf gives an output's scores
 * @returns probabilities of the output
 */
export function totalLoss(
  scored: LayerGraph,
  valueOf: (output: string) => tf.Tensor,
  request: Omit<LossRequest, "scores">,
): { loss: tf.Scalar; probabilities: tf.Tensor } {
  const main = lossOf({ ...request, scores: valueOf(scored.output) });
  const loss = (scored.auxiliaryOutputs ?? []).reduce<tf.Scalar>(
    (sum, { layer, lossWeight }) => {
      const part = lossOf({ ...request, scores: valueOf(layer) });
      return tf.add(sum, tf.mul(part.loss, lossWeight));
    },
    main.loss,
  );
  return { loss, probabilities: main.probabilities };
}

/** Logarithms of the classes' probabilities; with a class of rubbish, which is left out, they do not sum to 1. */
function logProbabilities(scores: tf.Tensor, spec: LossSpec): tf.Tensor {
  if (spec.kind !== "euclideanRbf" || spec.rubbishDistance === null)
    return tf.logSoftmax(scores);
  const [batch = 1, classes = 1] = scores.shape;
  const rubbish = tf.broadcastTo(tf.scalar(-spec.rubbishDistance), [batch, 1]);
  const all = tf.logSoftmax(tf.concat([scores, rubbish], 1));
  return tf.slice(all, [0, 0], [batch, classes]);
}

/** Sample weights divided by their sum; all zero when the sum is. */
export function sampleShares(sampleWeights: Float32Array): Float32Array {
  const sum = sampleWeights.reduce((total, weight) => total + weight, 0);
  return sampleWeights.map((weight) => (sum > 0 ? weight / sum : 0));
}
