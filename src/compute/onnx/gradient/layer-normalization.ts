import type { LayerNormalizationStep } from "#engine/compute/onnx/steps.ts";
import {
  perChannel,
  sumPerChannel,
  type GradientRule,
} from "./gradient-rule.ts";

/**
 * Layer normalization over the channels. With x̂ = (x − μ)/σ and g = γ·dy: dγ = Σ dy·x̂, dβ = Σ dy, and
 * dx = 1/σ · (g − mean g − x̂ · mean(g·x̂)), the means over the channels.
 */
export const layerNormalizationGradient: GradientRule<
  LayerNormalizationStep
> = (step, gradient, context) => {
  const { writer } = context;
  const shape = context.shape(step.name);
  const normalized = context.byProduct(step, "normalized");
  const multiply = (a: string, b: string) => writer.node("Mul", [a, b]);
  if (step.gamma && context.learns(step.gamma)) {
    const slope = multiply(gradient, normalized);
    context.addWeightGradient(step.gamma, sumPerChannel(writer, slope, shape));
  }
  if (step.beta && context.learns(step.beta)) {
    const sum = sumPerChannel(writer, gradient, shape);
    context.addWeightGradient(step.beta, sum);
  }
  if (!context.needsGradient(step.inputs[0] ?? "")) return [undefined];
  const scaled = step.gamma
    ? multiply(gradient, perChannel(writer, context.weight(step.gamma), shape))
    : gradient;
  const meanOfChannels = (value: string) =>
    writer.node("ReduceMean", [value, writer.ints([1])], { keepdims: 1 });
  const centered = writer.node("Sub", [scaled, meanOfChannels(scaled)]);
  const slope = meanOfChannels(multiply(scaled, normalized));
  const bent = writer.node("Sub", [centered, multiply(normalized, slope)]);
  return [multiply(bent, context.byProduct(step, "inverse"))];
};
