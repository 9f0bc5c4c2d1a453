import * as tf from "@tensorflow/tfjs";
import {
  adamConstants,
  type AdamSpec,
  type OptimizerSpec,
} from "#engine/compute/optimizer-spec.ts";

/** One weight with its gradient and where its optimizer's memory is kept. */
export interface UpdateRequest {
  readonly weight: tf.Tensor;
  readonly gradient: tf.Tensor;
  /** Slot name → value; empty for plain SGD. */
  readonly slots: Readonly<Record<string, tf.Tensor>>;
  readonly learningRate: number;
  /** Number of this step, from 1. */
  readonly step: number;
}

export interface Update {
  readonly weight: tf.Tensor;
  readonly slots: Readonly<Record<string, tf.Tensor>>;
}

/**
 * One step of an optimizer, with Keras's formulas. SGD with (Nesterov) momentum: Ilya Sutskever et al., On the importance of
 * initialization and momentum in deep learning, 2013. Adam: Diederik Kingma, Jimmy Ba, 2014, https://arxiv.org/abs/1412.6980,
 * with ε added after the bias correction is taken into the rate (Kingma's ε-hat).
 */
export function updateWeight(
  optimizer: OptimizerSpec,
  request: UpdateRequest,
): Update {
  return optimizer.kind !== "sgd"
    ? adam(optimizer, request)
    : stochasticGradientDescent(optimizer, request);
}

function stochasticGradientDescent(
  { momentum, nesterov }: Extract<OptimizerSpec, { kind: "sgd" }>,
  { weight, gradient, slots, learningRate }: UpdateRequest,
): Update {
  const change = tf.mul(gradient, -learningRate);
  const before = slots["momentum"];
  if (before === undefined)
    return { weight: tf.add(weight, change), slots: {} };
  const moved = tf.add(tf.mul(before, momentum), change);
  const step = nesterov ? tf.add(tf.mul(moved, momentum), change) : moved;
  return { weight: tf.add(weight, step), slots: { momentum: moved } };
}

function adam(
  optimizer: AdamSpec,
  { weight, gradient, slots, learningRate, step }: UpdateRequest,
): Update {
  const { beta1, beta2, epsilon } = adamConstants(optimizer);
  const { momentum, velocity } = slots;
  if (momentum === undefined || velocity === undefined) {
    throw new TypeError("Adam needs the slots momentum and velocity.");
  }
  const first = tf.add(momentum, tf.mul(tf.sub(gradient, momentum), 1 - beta1));
  const second = tf.add(
    velocity,
    tf.mul(tf.sub(tf.square(gradient), velocity), 1 - beta2),
  );
  const rate =
    (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  const change = tf.div(tf.mul(first, rate), tf.add(tf.sqrt(second), epsilon));
  return {
    weight: tf.sub(weight, change),
    slots: { momentum: first, velocity: second },
  };
}
