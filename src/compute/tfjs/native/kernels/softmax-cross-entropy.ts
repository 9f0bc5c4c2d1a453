import * as tf from "@tensorflow/tfjs";
import {
  attributes,
  nativeBackend,
  type SaveForGradient,
} from "./native-backend.ts";

/**
 * Cross-entropy of each row's softmax in one op, which gives its gradient with it.
 * @param scores [batch, classes], before softmax
 * @param labels [batch, classes], rows sum to 1
 * @returns [batch], natural logarithm
 */
export function softmaxCrossEntropy(
  scores: tf.Tensor2D,
  labels: tf.Tensor2D,
): tf.Tensor1D {
  const fused = tf.customGrad((...given: unknown[]) => {
    const [features, save] = given as [tf.Tensor, SaveForGradient];
    const [value, slope] = nativeBackend().executeMultipleOutputs(
      "SoftmaxCrossEntropyWithLogits",
      attributes({ types: { T: "float32" } }),
      [features, labels],
      2,
    ) as [tf.Tensor, tf.Tensor];
    save([slope]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        tf.mul(tf.expandDims(dy, -1), saved[0] as tf.Tensor),
    };
  });
  return fused(scores) as tf.Tensor1D;
}
