import { formOf } from "#engine/compute/onnx/providers/operation-forms.ts";
import type {
  GlobalAveragePoolingStep,
  GlobalMaxPoolingStep,
  PoolingStep,
} from "#engine/compute/onnx/steps.ts";
import type { ForwardRule } from "./forward-rule.ts";

/** Padding counts as minus infinity, as in TensorFlow. Keeps the winners' places when a gradient will need them. */
export const maxPoolingForward: ForwardRule<PoolingStep> = (
  step,
  [input = ""],
  context,
) => {
  const wantsIndices =
    context.needsGradient(step) &&
    formOf("maxPoolingWinners", context.writer.provider) === "native";
  const [value = "", indices = ""] = context.writer.nodes(
    "MaxPool",
    [input],
    wantsIndices ? [true, true] : [true],
    poolingAttributes(step),
    step.name,
  );
  if (wantsIndices) context.keepByProducts(step, { indices });
  return value;
};

/** Padding does not count, as in TensorFlow. */
export const averagePoolingForward: ForwardRule<PoolingStep> = (
  step,
  [input = ""],
  { writer },
) =>
  writer.node(
    "AveragePool",
    [input],
    { ...poolingAttributes(step), count_include_pad: 0 },
    step.name,
  );

export const globalAveragePoolingForward: ForwardRule<
  GlobalAveragePoolingStep
> = (step, [input = ""], { writer }) => {
  const pooled = writer.node("GlobalAveragePool", [input], {}, step.name);
  return step.keepDims ? pooled : writer.node("Flatten", [pooled], { axis: 1 });
};

export const globalMaxPoolingForward: ForwardRule<GlobalMaxPoolingStep> = (
  step,
  [input = ""],
  { writer },
) => {
  const pooled = writer.node("GlobalMaxPool", [input], {}, step.name);
  return step.keepDims ? pooled : writer.node("Flatten", [pooled], { axis: 1 });
};

function poolingAttributes({ window }: PoolingStep) {
  return {
    kernel_shape: window.size,
    strides: window.strides,
    pads: window.pads,
  };
}
