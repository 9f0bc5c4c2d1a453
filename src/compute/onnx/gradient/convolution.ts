import { convolve } from "#engine/compute/onnx/forward/convolution.ts";
import type { ConvolutionStep, DenseStep } from "#engine/compute/onnx/steps.ts";
import { windowAttributes } from "#engine/compute/onnx/window-attributes.ts";
import { blockedDepthwiseInputGradient } from "./blocked-depthwise-input.ts";
import { kernelGradient } from "./convolution-kernel.ts";
import { outputPadding, reachOf, turnKernel } from "./windows.ts";
import {
  channelSums,
  sumPerChannel,
  type GradientContext,
  type GradientRule,
} from "./gradient-rule.ts";

export const convolutionGradient: GradientRule<ConvolutionStep> = (
  step,
  gradient,
  context,
) => {
  const { bias, kernel, inputs } = step;
  const [input = ""] = inputs;
  if (bias && context.learns(bias)) {
    const shape = context.shape(step.name);
    context.addWeightGradient(bias, channelSums(context, gradient, shape));
  }
  if (context.learns(kernel)) {
    const value = context.rawValue(input);
    context.addWeightGradient(
      kernel,
      kernelGradient(step, value, gradient, context),
    );
  }
  return context.needsGradient(input)
    ? [inputGradient(step, context.weight(kernel), gradient, context)]
    : [undefined];
};

export const denseGradient: GradientRule<DenseStep> = (
  step,
  gradient,
  context,
) => {
  const { writer } = context;
  const [input = ""] = step.inputs;
  if (step.bias && context.learns(step.bias)) {
    const sum = sumPerChannel(writer, gradient, context.shape(step.name));
    context.addWeightGradient(step.bias, sum);
  }
  if (context.learns(step.kernel)) {
    const inputs = [context.value(input), gradient];
    context.addWeightGradient(
      step.kernel,
      writer.node("Gemm", inputs, { transA: 1 }),
    );
  }
  if (!context.needsGradient(input)) return [undefined];
  return [
    writer.node("Gemm", [gradient, context.weight(step.kernel)], { transB: 1 }),
  ];
};

/**
 * d loss / d input. With stride 1 it is a convolution with the kernel turned by 180° and its channels swapped; else a
 * transposed convolution whose output padding makes up for the pixels that the stride left over.
 * @param kernel ONNX value of the kernel that the forward pass used
 * @param gradient in either layout; so is the result
 * @param addend added to the result, in either layout
 */
export function inputGradient(
  step: Pick<ConvolutionStep, "name" | "inputs" | "window" | "groups">,
  kernel: string,
  gradient: string,
  context: GradientContext,
  addend?: string,
): string {
  const { writer, layout } = context;
  const { window, groups } = step;
  const input = context.shape(step.inputs[0] ?? "");
  const output = context.shape(step.name);
  const [, , channels = 1] = input;
  const turned = window.pads.map(
    (pad, side) => reachOf(window, side % 2) - 1 - pad,
  );
  const [top = 0, left = 0, bottom = 0, right = 0] = turned;
  const isDepthwise = groups > 1 && groups === channels && groups === output[2];
  const hasStrideOne = window.strides[0] === 1 && window.strides[1] === 1;
  if (
    hasStrideOne &&
    (groups === 1 || isDepthwise) &&
    turned.every((pad) => pad >= 0)
  ) {
    const flipped = turnKernel(writer, kernel, window);
    return convolve(context, {
      input: gradient,
      kernel: isDepthwise
        ? flipped
        : writer.node("Transpose", [flipped], { perm: [1, 0, 2, 3] }),
      addend,
      window: { ...window, pads: [top, left, bottom, right] },
      groups,
      inputShape: output,
      filters: channels,
      name: `d ${step.inputs[0] ?? ""}`,
    });
  }
  if (layout && isDepthwise) {
    const spread = blockedDepthwiseInputGradient(
      step,
      { kernel, gradient },
      [input, output],
      { writer, batch: context.batch, layout },
    );
    if (spread !== undefined) return spread;
  }
  const plain = (value: string) => layout?.toPlain(value) ?? value;
  const whole = writer.node("ConvTranspose", [plain(gradient), kernel], {
    ...windowAttributes(window),
    group: groups,
    output_padding: outputPadding(window, input, output),
  });
  return addend === undefined
    ? whole
    : writer.node("Add", [whole, plain(addend)]);
}
