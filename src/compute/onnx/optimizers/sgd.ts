import type { OptimizerSpec } from "#engine/compute/optimizer-spec.ts";
import type { OptimizerRule, OptimizerUpdate } from "./optimizer-rule.ts";

/** Stochastic gradient descent, with Keras's form of momentum: v ← μ v − η g, and Nesterov's step μ v − η g from there. */
export const sgd: OptimizerRule<Extract<OptimizerSpec, { kind: "sgd" }>> = {
  stepSize: (_writer, _spec, learningRate) => learningRate,
  update: (
    writer,
    { momentum, nesterov },
    { weight, gradient, slots, stepSize },
  ): OptimizerUpdate => {
    const change = writer.node("Mul", [gradient, stepSize]);
    const before = slots["momentum"];
    if (before === undefined) {
      return { weight: writer.node("Sub", [weight, change]), slots: {} };
    }
    const slowed = (value: string) =>
      writer.node("Mul", [value, writer.scalar(momentum)]);
    const moved = writer.node("Sub", [slowed(before), change]);
    const step = nesterov ? writer.node("Sub", [slowed(moved), change]) : moved;
    return {
      weight: writer.node("Add", [weight, step]),
      slots: { momentum: moved },
    };
  },
};
