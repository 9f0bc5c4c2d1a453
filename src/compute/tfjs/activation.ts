import * as tf from "@tensorflow/tfjs";
import { LEAKY_RELU_SLOPE } from "#engine/graph/attributes.ts";
import type { Activation } from "#engine/graph/layer-graph.ts";

export interface ActivationOptions {
  /** Of leakyRelu: 0.2 */
  readonly negativeSlope?: number;
  /** Of gelu: false */
  readonly approximate?: boolean;
}

/** Applies an activation; softmax is over the last axis. */
export function activate(
  value: tf.Tensor,
  activation: Activation,
  options: ActivationOptions = {},
): tf.Tensor {
  switch (activation) {
    case "linear":
      return value;
    case "relu":
      return tf.relu(value);
    case "relu6":
      return tf.relu6(value);
    case "leakyRelu":
      return tf.leakyRelu(value, options.negativeSlope ?? LEAKY_RELU_SLOPE);
    case "elu":
      return tf.elu(value);
    case "softplus":
      return tf.softplus(value);
    case "sigmoid":
      return tf.sigmoid(value);
    case "hardSigmoid":
      return hardSigmoid(value);
    case "swish":
      return tf.mul(value, tf.sigmoid(value));
    case "hardSwish":
      return tf.mul(value, hardSigmoid(value));
    case "gelu":
      return gelu(value, options.approximate ?? false);
    case "tanh":
      return tf.tanh(value);
    case "scaledTanh":
      return tf.mul(tf.tanh(tf.mul(value, 2 / 3)), 1.7159);
    case "softmax":
      return tf.softmax(value);
  }
}

function hardSigmoid(value: tf.Tensor): tf.Tensor {
  return tf.div(tf.relu6(tf.add(value, 3)), 6);
}

/** Dan Hendrycks, Kevin Gimpel: Gaussian error linear units, 2016, https://arxiv.org/abs/1606.08415. */
function gelu(value: tf.Tensor, approximate: boolean): tf.Tensor {
  const bounded = approximate
    ? tf.tanh(
        tf.mul(
          tf.add(value, tf.mul(tf.mul(tf.square(value), value), 0.044715)),
          Math.sqrt(2 / Math.PI),
        ),
      )
    : tf.erf(tf.mul(value, Math.SQRT1_2));
  return tf.mul(tf.mul(value, 0.5), tf.add(bounded, 1));
}
