import type { Step } from "#engine/compute/onnx/steps.ts";

/** Whether the rules of a step take and give values in either layout. */
export function understandsLayouts(step: Step): boolean {
  return step.kind === "convolution" || step.kind === "normalizedConvolution";
}

/** Whether a step works number by number, so that it takes blocked pictures as they are. */
export function isElementwise(step: Step): boolean {
  return (
    step.kind === "add" ||
    step.kind === "identity" ||
    // One number of the mask for a whole picture.
    (step.kind === "dropout" && step.perSample) ||
    (step.kind === "activation" && step.activation !== "softmax")
  );
}
