import type { LossSpec } from "#engine/compute/loss-spec.ts";
import type { LossRule } from "./loss-rule.ts";

/** Through log-softmax, so that no logarithm of zero is taken; the gradient is (softmax − labels) · share. */
export const softmaxCrossEntropy: LossRule<
  Extract<LossSpec, { kind: "softmaxCrossEntropy" }>
> = (writer, _, { scores, labels, shares }) => {
  const logProbabilities = writer.node("LogSoftmax", [scores], { axis: 1 });
  const weighted = writer.node("Mul", [
    writer.node("Mul", [labels, logProbabilities]),
    shares,
  ]);
  const total = writer.node("ReduceSum", [weighted], { keepdims: 0 });
  const probabilities = writer.node("Softmax", [scores], { axis: 1 });
  const difference = writer.node("Sub", [probabilities, labels]);
  return {
    loss: writer.node("Neg", [total]),
    probabilities,
    gradient: writer.node("Mul", [difference, shares]),
  };
};
