import { appendNeighbourSum } from "#engine/compute/onnx/forward/local-response-normalization.ts";
import type { LocalResponseNormalizationStep } from "#engine/compute/onnx/steps.ts";
import type { GradientRule } from "./gradient-rule.ts";

/**
 * Local response normalization, y = x / s^β with s = bias + α · W x², W the sum over neighbouring channels, which is its own
 * transpose: dx = dy / s^β − 2αβ · x · W(dy · y / s).
 */
export const localResponseNormalizationGradient: GradientRule<
  LocalResponseNormalizationStep
> = (step, gradient, context) => {
  const { writer } = context;
  const { alpha, beta, depthRadius } = step;
  const multiply = (a: string, b: string) => writer.node("Mul", [a, b]);
  const shared = writer.node("Div", [
    multiply(gradient, context.value(step.name)),
    context.byProduct(step, "scale"),
  ]);
  const shape = context.shape(step.name);
  const sum = appendNeighbourSum(writer, shared, shape, depthRadius);
  const pulled = multiply(context.value(step.inputs[0] ?? ""), sum);
  const direct = writer.node("Div", [
    gradient,
    context.byProduct(step, "power"),
  ]);
  return [
    writer.node("Sub", [
      direct,
      multiply(pulled, writer.scalar(2 * alpha * beta)),
    ]),
  ];
};
