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
  { name, pads: [top, left, bottom, right] },
  [input = ""],
  { writer },
) => {
  const pads = writer.ints([0, 0, top, left, 0, 0, bottom, right]);
  return writer.node(
    "Pad",
    [input, pads, writer.scalar(0), writer.ints([0, 1, 2, 3])],
    { mode: "constant" },
    name,
  );
};

/** A layer that does nothing here, such as dropout in inference. */
export const identityForward: ForwardRule<PlainStep> = (_, [input = ""]) =>
  input;
