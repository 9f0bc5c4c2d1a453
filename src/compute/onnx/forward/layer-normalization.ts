import { perChannel } from "#engine/compute/onnx/gradient/gradient-rule.ts";
import type { LayerNormalizationStep } from "#engine/compute/onnx/steps.ts";
import type { ForwardRule } from "./forward-rule.ts";

/**
 * Layer normalization over the channels (Ba, Kiros, Hinton 2016, arxiv.org/abs/1607.06450). Written out, because ONNX's own
 * normalizes the last axes and channels come first inside. Keeps x̂ and 1/σ for the gradient.
 */
export const layerNormalizationForward: ForwardRule<LayerNormalizationStep> = (
  step,
  [input = ""],
  context,
) => {
  const { writer, weight } = context;
  const shape = context.shape(step.name);
  const meanOfChannels = (value: string) =>
    writer.node("ReduceMean", [value, writer.ints([1])], { keepdims: 1 });
  const centered = writer.node("Sub", [input, meanOfChannels(input)]);
  const variance = meanOfChannels(writer.node("Mul", [centered, centered]));
  const shifted = writer.node("Add", [variance, writer.scalar(step.epsilon)]);
  const inverse = writer.node("Reciprocal", [writer.node("Sqrt", [shifted])]);
  const normalized = writer.node("Mul", [centered, inverse], {}, step.name);
  context.keepByProducts(step, { normalized, inverse });
  const scaled = step.gamma
    ? writer.node("Mul", [
        normalized,
        perChannel(writer, weight(step.gamma), shape),
      ])
    : normalized;
  return step.beta
    ? writer.node("Add", [scaled, perChannel(writer, weight(step.beta), shape)])
    : scaled;
};
