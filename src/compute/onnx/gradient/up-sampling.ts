import { bilinearMatrix } from "#engine/compute/interpolation.ts";
import type { UpSamplingStep } from "#engine/compute/onnx/steps.ts";
import type { GradientRule } from "./gradient-rule.ts";

/** A repeated pixel gets the sum of its copies; an interpolated one what its neighbours took from it, axis by axis. */
export const upSamplingGradient: GradientRule<UpSamplingStep> = (
  step,
  gradient,
  { writer, shape },
) => {
  const { factors, interpolation } = step;
  if (interpolation === "nearest") {
    const mean = writer.node("AveragePool", [gradient], {
      kernel_shape: factors,
      strides: factors,
    });
    return [writer.node("Mul", [mean, writer.scalar(factors[0] * factors[1])])];
  }
  const [height = 1, width = 1] = shape(step.inputs[0] ?? "");
  const across = writer.constant(bilinearMatrix(width, factors[1]), [
    width * factors[1],
    width,
  ]);
  const down = writer.constant(bilinearMatrix(height, factors[0]), [
    height * factors[0],
    height,
  ]);
  const narrowed = writer.node("MatMul", [gradient, across]);
  const upright = writer.node("Transpose", [down], { perm: [1, 0] });
  return [writer.node("MatMul", [upright, narrowed])];
};
