import type { UpSamplingStep } from "#engine/compute/onnx/steps.ts";
import type { ForwardRule } from "./forward-rule.ts";

/** Repeats pixels, or interpolates between their centres as TensorFlow 2 does. */
export const upSamplingForward: ForwardRule<UpSamplingStep> = (
  step,
  [input = ""],
  { writer },
) => {
  const scales = writer.constant(Float32Array.of(1, 1, ...step.factors), [4]);
  return writer.node(
    "Resize",
    [input, "", scales],
    step.interpolation === "nearest"
      ? {
          mode: "nearest",
          coordinate_transformation_mode: "asymmetric",
          nearest_mode: "floor",
        }
      : { mode: "linear", coordinate_transformation_mode: "half_pixel" },
    step.name,
  );
};
