import {
  appendChannelsFirst,
  appendChannelsLast,
  insideAxis,
} from "#engine/compute/onnx/layout.ts";
import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import type {
  ConcatenateStep,
  CroppingStep,
  Pads,
  PaddingStep,
  PlainStep,
} from "#engine/compute/onnx/steps.ts";
import type { ForwardRule } from "./forward-rule.ts";

/** Flattens in channels-last order, as Keras does. */
export const flattenForward: ForwardRule<PlainStep> = (
  step,
  [input = ""],
  context,
) => {
  const { writer } = context;
  const shape = context.shape(step.inputs[0] ?? "");
  const size = shape.reduce((product, extent) => product * extent, 1);
  const isOnePixel = shape[0] === 1 && shape[1] === 1;
  const ordered = isOnePixel ? input : appendChannelsLast(writer, input, shape);
  return writer.node(
    "Reshape",
    [ordered, writer.ints([-1, size])],
    {},
    step.name,
  );
};

/** Reshapes in channels-last order, as Keras does. */
export const reshapeForward: ForwardRule<PlainStep> = (
  step,
  [input = ""],
  { writer, shape },
) => {
  const target = shape(step.name);
  const ordered = appendChannelsLast(
    writer,
    input,
    shape(step.inputs[0] ?? ""),
  );
  const reshaped = writer.node(
    "Reshape",
    [ordered, writer.ints([-1, ...target])],
    {},
    step.name,
  );
  return appendChannelsFirst(writer, reshaped, target);
};

export const concatenateForward: ForwardRule<ConcatenateStep> = (
  step,
  inputs,
  context,
) =>
  context.writer.node(
    "Concat",
    inputs,
    { axis: insideAxis(step.axis, context.shape(step.name)) },
    step.name,
  );

/**
 * The axes are given because onnxruntime then leaves the node alone: it merges others into a pooling behind them, where the zeros
 * would not count as Keras counts them. All of them, because its transpose optimizer permutes the pads as if all were there.
 */
export const paddingForward: ForwardRule<PaddingStep> = (
  { name, pads },
  [input = ""],
  { writer },
) => appendPadding(writer, input, pads, name);

/** Zeros around a picture. */
export function appendPadding(
  writer: GraphWriter,
  value: string,
  [top, left, bottom, right]: Pads,
  hint?: string,
): string {
  const pads = writer.ints([0, 0, top, left, 0, 0, bottom, right]);
  return writer.node(
    "Pad",
    [value, pads, writer.scalar(0), writer.ints([0, 1, 2, 3])],
    { mode: "constant" },
    hint,
  );
}

export const croppingForward: ForwardRule<CroppingStep> = (
  { name, pads },
  [input = ""],
  { writer, shape },
) => appendCropping(writer, input, pads, shape(name), name);

/** The part of a picture behind its borders. @param shape of the part, channels last */
export function appendCropping(
  writer: GraphWriter,
  value: string,
  [top, left]: Pads,
  [height = 1, width = 1]: Shape,
  hint?: string,
): string {
  const starts = writer.ints([top, left]);
  const ends = writer.ints([top + height, left + width]);
  return writer.node(
    "Slice",
    [value, starts, ends, writer.ints([2, 3])],
    {},
    hint,
  );
}

/** A layer that does nothing here, such as dropout in inference. */
export const identityForward: ForwardRule<PlainStep> = (_, [input = ""]) =>
  input;
