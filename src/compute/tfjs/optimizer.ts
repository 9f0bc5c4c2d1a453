import * as tf from "@tensorflow/tfjs";
import type { TrainerRequest } from "#engine/compute/executor.ts";
import {
  adamConstants,
  defaultWeightDecay,
  type AdamSpec,
  type OptimizerSpec,
} from "#engine/compute/optimizer-spec.ts";

/** One weight with its gradient and what is remembered of it. */
export interface WeightUpdate {
  readonly weight: tf.Tensor;
  /** Slot name → value; empty for plain SGD. */
  readonly slots: Readonly<Record<string, tf.Tensor>>;
  /** The moving average; undefined where none is kept. */
  readonly average: tf.Tensor | undefined;
}

export interface UpdateRequest extends WeightUpdate {
  readonly gradient: tf.Tensor;
  /** Whether weight decay acts on this weight. */
  readonly decays: boolean;
  /** Of this weight. */
  readonly learningRate: number;
  /** Number of this step, from 1. */
  readonly step: number;
}

/** The update of one weight, in Keras's order: it decays, the optimizer moves it, its average follows. */
export function updateWeight(
  {
    optimizer,
    weightDecay = defaultWeightDecay(optimizer),
    averageDecay,
  }: Pick<TrainerRequest, "optimizer" | "weightDecay" | "averageDecay">,
  request: UpdateRequest,
): WeightUpdate {
  const { average, decays, learningRate, step } = request;
  const kept = decays ? 1 - learningRate * weightDecay : 1;
  const weight = kept === 1 ? request.weight : tf.mul(request.weight, kept);
  const moved =
    optimizer.kind === "sgd"
      ? stochasticGradientDescent(optimizer, { ...request, weight })
      : adam(optimizer, { ...request, weight });
  if (average === undefined || averageDecay === undefined)
    return { ...moved, average: undefined };
  // After the first step the average is the weight.
  const decay = step > 1 ? averageDecay : 0;
  return {
    ...moved,
    average: tf.add(tf.mul(average, decay), tf.mul(moved.weight, 1 - decay)),
  };
}

/** What brings the norm of all gradients together down to a limit; a scalar, at most 1. */
export function clipScale(
  gradients: readonly tf.Tensor[],
  limit: number,
): tf.Tensor {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  return tf.div(limit, tf.maximum(norm, limit));
}

type Moved = Pick<WeightUpdate, "weight" | "slots">;

function stochasticGradientDescent(
  { momentum, nesterov }: Extract<OptimizerSpec, { kind: "sgd" }>,
  { weight, gradient, slots, learningRate }: UpdateRequest,
): Moved {
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
): Moved {
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
