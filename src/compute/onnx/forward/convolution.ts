import type {
  ConvolutionStep,
  DenseStep,
  Window,
} from "#engine/compute/onnx/steps.ts";
import type { Attributes } from "#engine/compute/onnx/graph-writer.ts";
import type { ForwardRule } from "./forward-rule.ts";

/** Every convolution: dense, grouped, depthwise, pointwise. */
export const convolutionForward: ForwardRule<ConvolutionStep> = (
  step,
  [input = ""],
  { writer, weight },
) =>
  writer.node(
    "Conv",
    [input, weight(step.kernel), ...(step.bias ? [weight(step.bias)] : [])],
    { ...windowAttributes(step.window), group: step.groups },
    step.name,
  );

/** Fully connected layer on vectors: [batch, inputs] · [inputs, units] + bias. */
export const denseForward: ForwardRule<DenseStep> = (
  step,
  [input = ""],
  { writer, weight },
) =>
  writer.node(
    "Gemm",
    [input, weight(step.kernel), ...(step.bias ? [weight(step.bias)] : [])],
    {},
    step.name,
  );

/** A window as the attributes that ONNX's Conv shares with its relatives. */
export function windowAttributes(window: Window): Attributes {
  return {
    kernel_shape: window.size,
    strides: window.strides,
    dilations: window.dilations,
    pads: window.pads,
  };
}
