import { float } from "#engine/compute/onnx/graph-writer.ts";
import type { LocalResponseNormalizationStep } from "#engine/compute/onnx/steps.ts";
import type { ForwardRule } from "./forward-rule.ts";

/** ONNX divides alpha by the number of channels in the window, TensorFlow and the AlexNet paper do not. */
export const localResponseNormalizationForward: ForwardRule<
  LocalResponseNormalizationStep
> = (step, [input = ""], { writer }) => {
  const size = 2 * step.depthRadius + 1;
  return writer.node(
    "LRN",
    [input],
    {
      size,
      alpha: float(step.alpha * size),
      beta: float(step.beta),
      bias: float(step.bias),
    },
    step.name,
  );
};
