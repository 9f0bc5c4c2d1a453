import * as tf from "@tensorflow/tfjs";
import type { BatchStatistics } from "#engine/compute/tfjs/fused-ops.ts";
import {
  attributes,
  nativeBackend,
  type SaveForGradient,
} from "./native-backend.ts";

/**
 * TensorFlow's fused batch normalization: one op forward and one backward, where TensorFlow.js composes a dozen. Sergey Ioffe,
 * Christian Szegedy: Batch Normalization, 2015, https://arxiv.org/abs/1502.03167.
 */

/** With the batch's own statistics. @param input of any rank; its last axis is the channels */
export function normalizeBatch(
  input: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
): BatchStatistics {
  const channels = input.shape.at(-1) ?? 1;
  const count = input.size / channels;
  let mean: tf.Tensor | undefined;
  let variance: tf.Tensor | undefined;
  const fused = tf.customGrad((...given: unknown[]) => {
    const [x, scale, offset, save] = given as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      SaveForGradient,
    ];
    const backend = nativeBackend();
    const none = tf.tensor1d([]);
    const [y, batchMean, unbiased, ...reserved] =
      backend.executeMultipleOutputs(
        "FusedBatchNormV3",
        [
          ...common(epsilon, true),
          ...attributes({ floats: { exponential_avg_factor: 1 } }),
        ],
        [x, scale, offset, none, none],
        6,
      ) as [tf.Tensor, tf.Tensor, tf.Tensor, ...tf.Tensor[]];
    mean = tf.keep(batchMean);
    variance = tf.keep(tf.mul(unbiased, Math.max(count - 1, 1) / count));
    save([x, scale, ...reserved]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        gradients(dy, saved, epsilon, true),
    };
  });
  const value = inFourAxes(input, (x) => fused(x, gamma, beta));
  return {
    value,
    mean: mean as unknown as tf.Tensor,
    variance: variance as unknown as tf.Tensor,
  };
}

/** With given statistics: TensorFlow.js's own kernel, whose gradient is replaced (`gradients.ts`). */
export function normalize(given: {
  readonly input: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
  readonly gamma: tf.Tensor;
  readonly beta: tf.Tensor;
  readonly epsilon: number;
}): tf.Tensor {
  return inFourAxes(given.input, (input) =>
    tf.batchNorm(
      input as tf.Tensor4D,
      given.mean as tf.Tensor1D,
      given.variance as tf.Tensor1D,
      given.beta as tf.Tensor1D,
      given.gamma as tf.Tensor1D,
      given.epsilon,
    ),
  );
}

/** @returns of the input, γ and β */
export function gradients(
  dy: tf.Tensor,
  saved: readonly tf.Tensor[],
  epsilon: number,
  isTraining: boolean,
): tf.Tensor[] {
  return nativeBackend()
    .executeMultipleOutputs(
      "FusedBatchNormGradV3",
      common(epsilon, isTraining),
      [dy, ...saved],
      5,
    )
    .slice(0, 3);
}

function common(epsilon: number, isTraining: boolean) {
  return attributes({
    types: { T: "float32", U: "float32" },
    floats: { epsilon },
    texts: { data_format: "NHWC" },
    flags: { is_training: isTraining },
  });
}

/** The op knows pictures only: anything else is seen as one. */
function inFourAxes(
  input: tf.Tensor,
  compute: (input: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  if (input.rank === 4) return compute(input);
  const channels = input.shape.at(-1) ?? 1;
  const picture = tf.reshape(input, [-1, 1, 1, channels]);
  return tf.reshape(compute(picture), input.shape);
}
