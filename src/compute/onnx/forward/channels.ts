import { perChannel } from "#engine/compute/onnx/gradient/gradient-rule.ts";
import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import type {
  ChannelPaddingStep,
  RescalingStep,
  ScalingStep,
  SelectChannelsStep,
  StandardizationStep,
} from "#engine/compute/onnx/steps.ts";
import { LEAST_DEVIATION } from "#engine/graph/attributes.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import type { ForwardRule } from "./forward-rule.ts";

/** Channels are the second axis inside, of pictures and of vectors. */
export const CHANNEL_AXIS = 1;

export const selectChannelsForward: ForwardRule<SelectChannelsStep> = (
  { name, channels },
  [input = ""],
  { writer },
) =>
  writer.node(
    "Gather",
    [input, writer.ints(channels)],
    { axis: CHANNEL_AXIS },
    name,
  );

export const channelPaddingForward: ForwardRule<ChannelPaddingStep> = (
  { name, before, after },
  [input = ""],
  { writer, shape },
) => appendChannelPadding(writer, input, [before, after], shape(name), name);

/**
 * Puts channels of zeros before and behind the others.
 * @param shape of the value, channels last; only its rank matters
 */
export function appendChannelPadding(
  writer: GraphWriter,
  value: string,
  [before, after]: readonly [number, number],
  shape: Shape,
  hint?: string,
): string {
  const others = shape.slice(1).map(() => 0);
  return writer.node(
    "Pad",
    [
      value,
      writer.ints([0, before, ...others, 0, after, ...others]),
      writer.scalar(0),
      writer.ints([0, ...shape.map((_, axis) => axis + 1)]),
    ],
    { mode: "constant" },
    hint,
  );
}

export const scalingForward: ForwardRule<ScalingStep> = (
  { name, gamma },
  [input = ""],
  { writer, weight, shape },
) =>
  writer.node(
    "Mul",
    [input, perChannel(writer, weight(gamma), shape(name))],
    {},
    name,
  );

/** x · scale + offset; what changes nothing is left out. */
export const rescalingForward: ForwardRule<RescalingStep> = (
  { name, scale, offset },
  [input = ""],
  { writer, shape },
) => {
  const scaled = isAll(scale, 1)
    ? input
    : writer.node(
        "Mul",
        [input, numbersOf(writer, scale, shape(name))],
        {},
        name,
      );
  return isAll(offset, 0)
    ? scaled
    : writer.node(
        "Add",
        [scaled, numbersOf(writer, offset, shape(name))],
        {},
        name,
      );
};

/** A number, or one for each channel, as a constant that spreads over a value of a channels-last shape. */
export function numbersOf(
  writer: GraphWriter,
  given: number | readonly number[],
  shape: Shape,
): string {
  if (typeof given === "number") return writer.scalar(given);
  const extents = shape.length === 3 ? [given.length, 1, 1] : [given.length];
  return writer.constant(Float32Array.from(given), extents);
}

function isAll(given: number | readonly number[], value: number): boolean {
  return [given].flat().every((number) => number === value);
}

export const standardizationForward: ForwardRule<StandardizationStep> = (
  step,
  [input = ""],
  { writer, weight, shape },
) => {
  const { name } = step;
  const mean = perChannel(writer, weight(step.mean), shape(name));
  const deviation = appendDeviation(writer, weight(step.variance), shape(name));
  const centered = writer.node("Sub", [input, mean]);
  return writer.node("Div", [centered, deviation], {}, name);
};

/** max(√variance, ε) per channel. */
export function appendDeviation(
  writer: GraphWriter,
  variance: string,
  shape: Shape,
): string {
  const root = writer.node("Sqrt", [variance]);
  const bounded = writer.node("Max", [root, writer.scalar(LEAST_DEVIATION)]);
  return perChannel(writer, bounded, shape);
}
