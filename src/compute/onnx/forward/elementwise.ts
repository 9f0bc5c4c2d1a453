import type { DropoutStep, PlainStep } from "#engine/compute/onnx/steps.ts";
import type { ForwardRule } from "./forward-rule.ts";

export const addForward: ForwardRule<PlainStep> = (step, inputs, { writer }) =>
  inputs.length === 2
    ? writer.node("Add", inputs, {}, step.name)
    : writer.node("Sum", inputs, {}, step.name);

/** Extents of 1 are spread, as ONNX does by itself. */
export const multiplyForward: ForwardRule<PlainStep> = (
  step,
  inputs,
  { writer },
) =>
  inputs.reduce((product, other) =>
    writer.node("Mul", [product, other], {}, step.name),
  );

export const dropoutForward: ForwardRule<DropoutStep> = (
  step,
  [input = ""],
  context,
) =>
  context.writer.node(
    "Mul",
    [input, context.dropoutMask(step.layer)],
    {},
    step.name,
  );
