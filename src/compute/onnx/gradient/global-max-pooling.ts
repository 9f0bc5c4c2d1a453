import type { GlobalMaxPoolingStep } from "#engine/compute/onnx/steps.ts";
import type { GradientRule } from "./gradient-rule.ts";

/** The gradient goes to the largest pixel; equals share it, as in TensorFlow. */
export const globalMaxPoolingGradient: GradientRule<GlobalMaxPoolingStep> = (
  step,
  gradient,
  { writer, batch, value, shape },
) => {
  const [input = ""] = step.inputs;
  const channels = shape(input).at(-1) ?? 1;
  const asPixel = (vector: string) =>
    writer.node("Reshape", [vector, writer.ints([batch, channels, 1, 1])]);
  const won = writer.node("Equal", [value(input), asPixel(value(step.name))]);
  const winners = writer.node("Cast", [won], { to: 1 });
  const count = writer.node("ReduceSum", [winners, writer.ints([2, 3])], {
    keepdims: 1,
  });
  const share = writer.node("Div", [asPixel(gradient), count]);
  return [writer.node("Mul", [winners, share])];
};
