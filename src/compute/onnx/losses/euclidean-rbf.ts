import type { LossSpec } from "#engine/compute/loss-spec.ts";
import type { LossRule } from "./loss-rule.ts";

/**
 * Of scores s_i = −y_i. With the class of rubbish, −Σ labels · log p where p is the softmax of the scores and −j: the gradient is
 * (p − labels) · share. Without it, the mean distance −Σ labels · s.
 */
export const euclideanRbf: LossRule<
  Extract<LossSpec, { kind: "euclideanRbf" }>
> = (writer, { rubbishDistance }, { scores, labels, shares }) => {
  const sum = (value: string) =>
    writer.node(
      "ReduceSum",
      [writer.node("Mul", [writer.node("Mul", [labels, value]), shares])],
      { keepdims: 0 },
    );
  if (rubbishDistance === null) {
    return {
      loss: writer.node("Neg", [sum(scores)]),
      probabilities: writer.node("Softmax", [scores], { axis: 1 }),
      gradient: writer.node("Neg", [writer.node("Mul", [labels, shares])]),
    };
  }
  // Exponents of differences from the largest score, so that none overflows.
  const rubbish = writer.scalar(-rubbishDistance);
  const best = writer.node("ReduceMax", [scores, writer.ints([1])], {
    keepdims: 1,
  });
  const top = writer.node("Max", [best, rubbish]);
  const power = (value: string) =>
    writer.node("Exp", [writer.node("Sub", [value, top])]);
  const powers = power(scores);
  const total = writer.node("Add", [
    writer.node("ReduceSum", [powers, writer.ints([1])], { keepdims: 1 }),
    power(rubbish),
  ]);
  const logTotal = writer.node("Add", [writer.node("Log", [total]), top]);
  const probabilities = writer.node("Div", [powers, total]);
  const difference = writer.node("Sub", [probabilities, labels]);
  return {
    loss: sum(writer.node("Sub", [logTotal, scores])),
    probabilities,
    gradient: writer.node("Mul", [difference, shares]),
  };
};
