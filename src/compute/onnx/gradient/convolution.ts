import { windowAttributes } from "#engine/compute/onnx/forward/convolution.ts";
import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import type {
  ConvolutionStep,
  DenseStep,
  Window,
} from "#engine/compute/onnx/steps.ts";
import { kernelGradient } from "./convolution-kernel.ts";
import { outputPadding, reachOf } from "./windows.ts";
import {
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
  if (bias && context.learns(bias)) {
    const shape = context.shape(step.name);
    context.addWeightGradient(
      bias,
      sumPerChannel(context.writer, gradient, shape),
    );
  }
  if (context.learns(kernel)) {
    context.addWeightGradient(kernel, kernelGradient(step, gradient, context));
  }
  return context.needsGradient(inputs[0] ?? "")
    ? [inputGradient(step, gradient, context)]
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
 */
function inputGradient(
  step: ConvolutionStep,
  gradient: string,
  context: GradientContext,
): string {
  const { writer } = context;
  const { window, groups } = step;
  const kernel = context.weight(step.kernel);
  const input = context.shape(step.inputs[0] ?? "");
  const output = context.shape(step.name);
  const turnedPads = window.pads.map(
    (pad, side) => reachOf(window, side % 2) - 1 - pad,
  );
  const isDepthwise = groups > 1 && groups === input[2] && groups === output[2];
  const hasStrideOne = window.strides[0] === 1 && window.strides[1] === 1;
  if (
    hasStrideOne &&
    (groups === 1 || isDepthwise) &&
    turnedPads.every((pad) => pad >= 0)
  ) {
    const turned = turnKernel(writer, kernel, window);
    return writer.node(
      "Conv",
      [
        gradient,
        isDepthwise
          ? turned
          : writer.node("Transpose", [turned], { perm: [1, 0, 2, 3] }),
      ],
      { ...windowAttributes(window), pads: turnedPads, group: groups },
    );
  }
  return writer.node("ConvTranspose", [gradient, kernel], {
    ...windowAttributes(window),
    group: groups,
    output_padding: outputPadding(window, input, output),
  });
}

function turnKernel(
  writer: GraphWriter,
  kernel: string,
  { size }: Window,
): string {
  if (size[0] === 1 && size[1] === 1) return kernel;
  const beyond = -(2 ** 31);
  return writer.node("Slice", [
    kernel,
    writer.ints([-1, -1]),
    writer.ints([beyond, beyond]),
    writer.ints([2, 3]),
    writer.ints([-1, -1]),
  ]);
}
