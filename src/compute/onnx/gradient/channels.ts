import {
  appendChannelPadding,
  appendDeviation,
  CHANNEL_AXIS,
  numbersOf,
} from "#engine/compute/onnx/forward/channels.ts";
import type {
  ChannelPaddingStep,
  RescalingStep,
  ScalingStep,
  SelectChannelsStep,
  StandardizationStep,
} from "#engine/compute/onnx/steps.ts";
import {
  perChannel,
  sumPerChannel,
  type GradientRule,
} from "./gradient-rule.ts";

/**
 * What a channel is given back: the gradients of its copies. Each copy is looked up in turn, and a channel of zeros where there is
 * none, since every provider gathers but not every one adds at places.
 */
export const selectChannelsGradient: GradientRule<SelectChannelsStep> = (
  { name, inputs, channels },
  gradient,
  { writer, shape },
) => {
  const count = shape(inputs[0] ?? "").at(-1) ?? 1;
  const copies = Array.from({ length: count }, (_, channel) =>
    channels.flatMap((from, to) => (from === channel ? [to] : [])),
  );
  const zeros = channels.length;
  const filled = appendChannelPadding(writer, gradient, [0, 1], shape(name));
  const most = Math.max(...copies.map(({ length }) => length));
  const parts = Array.from({ length: most }, (_, turn) =>
    writer.node(
      "Gather",
      [filled, writer.ints(copies.map((places) => places[turn] ?? zeros))],
      { axis: CHANNEL_AXIS },
    ),
  );
  return [parts.reduce((sum, part) => writer.node("Add", [sum, part]))];
};

export const channelPaddingGradient: GradientRule<ChannelPaddingStep> = (
  { inputs, before },
  gradient,
  { writer, shape },
) => {
  const count = shape(inputs[0] ?? "").at(-1) ?? 1;
  const limits = [writer.ints([before]), writer.ints([before + count])];
  return [
    writer.node("Slice", [gradient, ...limits, writer.ints([CHANNEL_AXIS])]),
  ];
};

export const scalingGradient: GradientRule<ScalingStep> = (
  { name, inputs, gamma },
  gradient,
  context,
) => {
  const { writer } = context;
  const shape = context.shape(name);
  const [input = ""] = inputs;
  if (context.learns(gamma)) {
    const slope = writer.node("Mul", [gradient, context.value(input)]);
    context.addWeightGradient(gamma, sumPerChannel(writer, slope, shape));
  }
  if (!context.needsGradient(input)) return [undefined];
  const factor = perChannel(writer, context.weight(gamma), shape);
  return [writer.node("Mul", [gradient, factor])];
};

export const rescalingGradient: GradientRule<RescalingStep> = (
  { name, scale },
  gradient,
  { writer, shape },
) => [writer.node("Mul", [gradient, numbersOf(writer, scale, shape(name))])];

export const standardizationGradient: GradientRule<StandardizationStep> = (
  { name, variance },
  gradient,
  { writer, weight, shape },
) => [
  writer.node("Div", [
    gradient,
    appendDeviation(writer, weight(variance), shape(name)),
  ]),
];
