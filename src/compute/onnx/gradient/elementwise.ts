import { channelsFirst } from "#engine/compute/onnx/layout.ts";
import type { DropoutStep, PlainStep } from "#engine/compute/onnx/steps.ts";
import type { GradientRule } from "./gradient-rule.ts";

export const addGradient: GradientRule<PlainStep> = (step, gradient) =>
  step.inputs.map(() => gradient);

/** For each input the product of the others, summed over the axes that it was spread along. */
export const multiplyGradient: GradientRule<PlainStep> = (
  step,
  gradient,
  { writer, value, shape, needsGradient },
) => {
  const whole = channelsFirst(shape(step.name));
  return step.inputs.map((input, index) => {
    if (!needsGradient(input)) return undefined;
    const own = step.inputs
      .filter((_, other) => other !== index)
      .reduce(
        (product, other) => writer.node("Mul", [product, value(other)]),
        gradient,
      );
    const spreadAxes = channelsFirst(shape(input)).flatMap((extent, axis) =>
      extent === 1 && whole[axis] !== 1 ? [axis + 1] : [],
    );
    if (spreadAxes.length === 0) return own;
    return writer.node("ReduceSum", [own, writer.ints(spreadAxes)], {
      keepdims: 1,
    });
  });
};

export const dropoutGradient: GradientRule<DropoutStep> = (
  step,
  gradient,
  context,
) => [context.writer.node("Mul", [gradient, context.dropoutMask(step.layer)])];
