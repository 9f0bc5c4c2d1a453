import type { EuclideanRbfStep } from "#engine/compute/onnx/steps.ts";
import type { ForwardRule } from "./forward-rule.ts";

/** −Σ_j (x_j − w_ij)², from the differences themselves: from squares and a product the digits of a small distance would be lost. */
export const euclideanRbfForward: ForwardRule<EuclideanRbfStep> = (
  step,
  [input = ""],
  { writer, weight },
) => {
  const rows = writer.node("Unsqueeze", [input, writer.ints([1])]);
  const away = writer.node("Sub", [rows, weight(step.codes)]);
  const squares = writer.node("Mul", [away, away]);
  const distances = writer.node("ReduceSum", [squares, writer.ints([2])], {
    keepdims: 0,
  });
  return writer.node("Neg", [distances], {}, step.name);
};
