import * as tf from "@tensorflow/tfjs";

/**
 * Weighted mean cross-entropy of softmax scores, natural logarithm.
 * @param scores [batch, classes], before softmax
 * @param labels [batch, classes], rows sum to 1
 * @param shares [batch], the sample weights divided by their sum
 * @param smoothing 0 to 1: this share of every label is spread over all classes
 * @returns a scalar
 */
export function crossEntropy(
  scores: tf.Tensor,
  labels: tf.Tensor,
  shares: tf.Tensor,
  smoothing: number,
): tf.Scalar {
  const classes = scores.shape.at(-1) ?? 1;
  const soft = tf.add(tf.mul(labels, 1 - smoothing), smoothing / classes);
  const each = tf.neg(tf.sum(tf.mul(soft, tf.logSoftmax(scores)), -1));
  return tf.sum(tf.mul(each, shares)) as tf.Scalar;
}

/** Sample weights divided by their sum; all zero when the sum is. */
export function sampleShares(sampleWeights: Float32Array): Float32Array {
  const sum = sampleWeights.reduce((total, weight) => total + weight, 0);
  return sampleWeights.map((weight) => (sum > 0 ? weight / sum : 0));
}
