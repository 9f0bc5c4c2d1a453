import type { EuclideanRbfStep } from "#engine/compute/onnx/steps.ts";
import type { GradientContext, GradientRule } from "./gradient-rule.ts";

/**
 * Of s_i = −Σ_j (x_j − w_ij)² with gradient g_i: d / d x = 2 (g·w − x Σ_i g_i), and for the codes, summed over the batch,
 * d / d w_i = 2 Σ_b g_bi (x_b − w_i).
 */
export const euclideanRbfGradient: GradientRule<EuclideanRbfStep> = (
  step,
  gradient,
  context,
) => {
  const { writer } = context;
  const [input = ""] = step.inputs;
  const features = context.value(input);
  const codes = context.weight(step.codes);
  if (context.learns(step.codes)) {
    const pulled = writer.node("Gemm", [gradient, features], { transA: 1 });
    const sums = writer.node("Unsqueeze", [
      summed(context, gradient, 0),
      writer.ints([1]),
    ]);
    const change = writer.node("Sub", [
      pulled,
      writer.node("Mul", [codes, sums]),
    ]);
    context.addWeightGradient(step.codes, doubled(context, change));
  }
  if (!context.needsGradient(input)) return [undefined];
  const towards = writer.node("MatMul", [gradient, codes]);
  const sums = writer.node("Unsqueeze", [
    summed(context, gradient, 1),
    writer.ints([1]),
  ]);
  const back = writer.node("Mul", [features, sums]);
  return [doubled(context, writer.node("Sub", [towards, back]))];
};

function summed(
  { writer }: GradientContext,
  value: string,
  axis: number,
): string {
  return writer.node("ReduceSum", [value, writer.ints([axis])], {
    keepdims: 0,
  });
}

function doubled({ writer }: GradientContext, value: string): string {
  return writer.node("Mul", [value, writer.scalar(2)]);
}
