import {
  adamConstants,
  type AdamSpec,
  type OptimizerSpec,
} from "#engine/compute/optimizer-spec.ts";
import type { GraphWriter } from "./graph-writer.ts";

export interface UpdateRequest {
  /** ONNX values of one shape. */
  readonly weight: string;
  readonly gradient: string;
  /** Slot name → ONNX value. */
  readonly slots: Readonly<Record<string, string>>;
  /** ONNX value [], the step's rate. */
  readonly rates: UpdateRates;
  /** Whether weight decay acts on this weight. */
  readonly decays: boolean;
}

export interface Update {
  readonly weight: string;
  readonly slots: Readonly<Record<string, string>>;
}

/** What all weights of a step share; ONNX values of shape []. */
export interface UpdateRates {
  readonly learningRate: string;
  /** Adam only: the learning rate with both bias corrections in it. */
  readonly corrected: string;
  /** 1 − learning rate · weight decay, or empty when there is none. */
  readonly decay: string;
}

/**
 * Appends what depends on the step but not on the weight, in double precision, because 1 − β₂ᵗ of the first steps has few digits.
 * @param learningRate ONNX value [], float32
 * @param step ONNX value [], float32: the number of this step, from 1
 */
export function appendRates(
  writer: GraphWriter,
  optimizer: OptimizerSpec,
  weightDecay: number,
  learningRate: string,
  step: string,
): UpdateRates {
  const decay =
    weightDecay === 0
      ? ""
      : writer.node("Sub", [
          writer.scalar(1),
          writer.node("Mul", [learningRate, writer.scalar(weightDecay)]),
        ]);
  if (optimizer.kind === "sgd") return { learningRate, corrected: "", decay };
  const { beta1, beta2 } = adamConstants(optimizer);
  const double = (value: string) => writer.node("Cast", [value], { to: 11 });
  const time = double(step);
  const remainder = (beta: number) =>
    writer.node("Sub", [
      writer.doubleScalar(1),
      writer.node("Pow", [writer.doubleScalar(beta), time]),
    ]);
  const ratio = writer.node("Div", [
    writer.node("Sqrt", [remainder(beta2)]),
    remainder(beta1),
  ]);
  const corrected = writer.node("Mul", [double(learningRate), ratio]);
  return {
    learningRate,
    corrected: writer.node("Cast", [corrected], { to: 1 }),
    decay,
  };
}

/**
 * Appends one weight's update, with Keras's formulas. SGD with (Nesterov) momentum: Ilya Sutskever et al., On the importance of
 * initialization and momentum in deep learning, 2013. Adam: Diederik Kingma, Jimmy Ba, 2014, arxiv.org/abs/1412.6980, with ε
 * beside the uncorrected √v (the paper's ε̂). Weight decay is decoupled: Ilya Loshchilov, Frank Hutter, 2017,
 * arxiv.org/abs/1711.05101.
 */
export function appendUpdate(
  writer: GraphWriter,
  optimizer: OptimizerSpec,
  request: UpdateRequest,
): Update {
  const { weight, rates, decays } = request;
  const decayed =
    decays && rates.decay !== ""
      ? writer.node("Mul", [weight, rates.decay])
      : weight;
  return optimizer.kind !== "sgd"
    ? adam(writer, optimizer, { ...request, weight: decayed })
    : stochasticGradientDescent(writer, optimizer, {
        ...request,
        weight: decayed,
      });
}

function stochasticGradientDescent(
  writer: GraphWriter,
  { momentum, nesterov }: Extract<OptimizerSpec, { kind: "sgd" }>,
  { weight, gradient, slots, rates }: UpdateRequest,
): Update {
  const change = writer.node("Mul", [gradient, rates.learningRate]);
  const before = slots["momentum"];
  if (before === undefined) {
    return { weight: writer.node("Sub", [weight, change]), slots: {} };
  }
  const slowed = (value: string) =>
    writer.node("Mul", [value, writer.scalar(momentum)]);
  const moved = writer.node("Sub", [slowed(before), change]);
  const update = nesterov ? writer.node("Sub", [slowed(moved), change]) : moved;
  return {
    weight: writer.node("Add", [weight, update]),
    slots: { momentum: moved },
  };
}

function adam(
  writer: GraphWriter,
  optimizer: AdamSpec,
  { weight, gradient, slots, rates }: UpdateRequest,
): Update {
  const { beta1, beta2, epsilon } = adamConstants(optimizer);
  const towards = (before: string, target: string, share: number) => {
    const distance = writer.node("Sub", [target, before]);
    const part = writer.node("Mul", [distance, writer.scalar(share)]);
    return writer.node("Add", [before, part]);
  };
  const first = towards(slots["momentum"] ?? "", gradient, 1 - beta1);
  const square = writer.node("Mul", [gradient, gradient]);
  const second = towards(slots["velocity"] ?? "", square, 1 - beta2);
  const deviation = writer.node("Add", [
    writer.node("Sqrt", [second]),
    writer.scalar(epsilon),
  ]);
  const change = writer.node("Div", [
    writer.node("Mul", [first, rates.corrected]),
    deviation,
  ]);
  return {
    weight: writer.node("Sub", [weight, change]),
    slots: { momentum: first, velocity: second },
  };
}
