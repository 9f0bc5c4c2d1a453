import {
  appendChannelsFirst,
  appendChannelsLast,
  insideAxis,
} from "#engine/compute/onnx/layout.ts";
import type {
  ConcatenateStep,
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
) => {
  const [height = 1, width = 1] = shape(step.inputs[0] ?? "");
  const [top, left] = step.pads;
  return [
    writer.node("Slice", [
      gradient,
      writer.ints([top, left]),
      writer.ints([top + height, left + width]),
      writer.ints([2, 3]),
    ]),
  ];
};

export const identityGradient: GradientRule<PlainStep> = (_, gradient) => [
  gradient,
];
