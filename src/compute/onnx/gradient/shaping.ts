import {
  appendChannelsFirst,
  appendChannelsLast,
  insideAxis,
} from "#engine/compute/onnx/layout.ts";
import {
  appendCropping,
  appendPadding,
} from "#engine/compute/onnx/forward/shaping.ts";
import type {
  ConcatenateStep,
  CroppingStep,
  PaddingStep,
  PlainStep,
} from "#engine/compute/onnx/steps.ts";
import type { GradientRule } from "./gradient-rule.ts";

export const flattenGradient: GradientRule<PlainStep> = (
  step,
  gradient,
  { writer, batch, shape },
) => {
  const input = shape(step.inputs[0] ?? "");
  const unflattened = writer.node("Reshape", [
    gradient,
    writer.ints([batch, ...input]),
  ]);
  return [appendChannelsFirst(writer, unflattened, input)];
};

export const reshapeGradient: GradientRule<PlainStep> = (
  step,
  gradient,
  { writer, batch, shape },
) => {
  const input = shape(step.inputs[0] ?? "");
  const ordered = appendChannelsLast(writer, gradient, shape(step.name));
  const restored = writer.node("Reshape", [
    ordered,
    writer.ints([batch, ...input]),
  ]);
  return [appendChannelsFirst(writer, restored, input)];
};

export const concatenateGradient: GradientRule<ConcatenateStep> = (
  step,
  gradient,
  context,
) => {
  const { writer } = context;
  const axis = insideAxis(step.axis, context.shape(step.name));
  let start = 0;
  return step.inputs.map((input) => {
    const from = start;
    start += context.shape(input)[step.axis - 1] ?? 0;
    if (!context.needsGradient(input)) return undefined;
    const limits = [writer.ints([from]), writer.ints([start])];
    return writer.node("Slice", [gradient, ...limits, writer.ints([axis])]);
  });
};

export const paddingGradient: GradientRule<PaddingStep> = (
  step,
  gradient,
  { writer, shape },
) => [appendCropping(writer, gradient, step.pads, shape(step.inputs[0] ?? ""))];

export const croppingGradient: GradientRule<CroppingStep> = (
  { pads },
  gradient,
  { writer },
) => [appendPadding(writer, gradient, pads)];

export const identityGradient: GradientRule<PlainStep> = (_, gradient) => [
  gradient,
];
