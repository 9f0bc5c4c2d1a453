import {
  appendBlockedConvolution,
  type ConvolutionRequest,
} from "#engine/compute/onnx/blocked/blocked-convolution.ts";
import type { BlockedLayout } from "#engine/compute/onnx/blocked/blocked-layout.ts";
import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import type { ConvolutionStep, DenseStep } from "#engine/compute/onnx/steps.ts";
import { windowAttributes } from "#engine/compute/onnx/window-attributes.ts";
import type { ForwardRule } from "./forward-rule.ts";

/** Every convolution: dense, grouped, depthwise, pointwise. */
export const convolutionForward: ForwardRule<ConvolutionStep> = (
  step,
  [input = ""],
  context,
) =>
  convolve(context, {
    input,
    kernel: context.weight(step.kernel),
    bias: step.bias ? context.weight(step.bias) : undefined,
    window: step.window,
    groups: step.groups,
    inputShape: context.shape(step.inputs[0] ?? ""),
    filters: context.shape(step.name).at(-1) ?? 1,
    name: step.name,
  });

/** A convolution in the layout that is fastest here; its result may be blocked. */
export function convolve(
  {
    writer,
    layout,
  }: {
    readonly writer: GraphWriter;
    readonly layout?: BlockedLayout | undefined;
  },
  request: ConvolutionRequest,
): string {
  const blocked = layout && appendBlockedConvolution(writer, layout, request);
  if (blocked !== undefined) return blocked;
  const plain = (value: string) => layout?.toPlain(value) ?? value;
  const { input, kernel, bias, addend, window, groups, name } = request;
  const value = writer.node(
    "Conv",
    [plain(input), kernel, ...(bias === undefined ? [] : [bias])],
    { ...windowAttributes(window), group: groups },
    name,
  );
  return addend === undefined
    ? value
    : writer.node("Add", [value, plain(addend)]);
}

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
