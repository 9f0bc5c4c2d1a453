import {
  adamConstants,
  type AdamSpec,
} from "#engine/compute/optimizer-spec.ts";
import type { OptimizerRule } from "./optimizer-rule.ts";

/**
 * m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε). Both bias corrections are in the
 * step size, computed in double precision, because 1 − β₂ᵗ of the first steps has few digits.
 */
export const adam: OptimizerRule<AdamSpec> = {
  stepSize: (writer, spec, learningRate, step) => {
    const { beta1, beta2 } = adamConstants(spec);
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
    return writer.node("Cast", [corrected], { to: 1 });
  },
  update: (writer, spec, { weight, gradient, slots, stepSize }) => {
    const { beta1, beta2, epsilon } = adamConstants(spec);
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
      writer.node("Mul", [first, stepSize]),
      deviation,
    ]);
    return {
      weight: writer.node("Sub", [weight, change]),
      slots: { momentum: first, velocity: second },
    };
  },
};
