import type {
  ActivationStep,
  DropoutStep,
  PlainStep,
} from "#engine/compute/onnx/steps.ts";
import type { ForwardRule } from "./forward-rule.ts";

export const activationForward: ForwardRule<ActivationStep> = (
  step,
  [input = ""],
  { writer },
) => {
  switch (step.activation) {
    case "relu":
      return writer.node("Relu", [input], {}, step.name);
    case "relu6":
      return writer.node(
        "Clip",
        [input, writer.scalar(0), writer.scalar(6)],
        {},
        step.name,
      );
    case "sigmoid":
      return writer.node("Sigmoid", [input], {}, step.name);
    case "tanh":
      return writer.node("Tanh", [input], {}, step.name);
    case "softmax":
      // Axis 1 holds the channels inside, the features of a vector.
      return writer.node("Softmax", [input], { axis: 1 }, step.name);
  }
};

export const addForward: ForwardRule<PlainStep> = (step, inputs, { writer }) =>
  inputs.length === 2
    ? writer.node("Add", inputs, {}, step.name)
    : writer.node("Sum", inputs, {}, step.name);

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
