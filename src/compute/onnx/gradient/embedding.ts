import { INT64 } from "#engine/compute/onnx/forward/embedding.ts";
import { appendChannelsLast } from "#engine/compute/onnx/layout.ts";
import type { EmbeddingStep } from "#engine/compute/onnx/steps.ts";
import type { GradientRule } from "./gradient-rule.ts";

/** Every row of the table gets the sum of the gradients where it was looked up; the indices themselves have no slope. */
export const embeddingGradient: GradientRule<EmbeddingStep> = (
  step,
  gradient,
  context,
) => {
  const { writer, batch } = context;
  const [input = ""] = step.inputs;
  const [, length = 1, columns = 1] = context.shape(step.name);
  if (context.learns(step.table)) {
    const rows = batch * length;
    const ordered = appendChannelsLast(writer, gradient, [length, columns]);
    const updates = writer.node("Reshape", [
      ordered,
      writer.ints([rows, columns]),
    ]);
    const indices = writer.node("Cast", [context.value(input)], { to: INT64 });
    const places = writer.node("Expand", [
      writer.node("Reshape", [indices, writer.ints([rows, 1])]),
      writer.ints([rows, columns]),
    ]);
    const nothing = writer.node("Mul", [
      context.weight(step.table),
      writer.scalar(0),
    ]);
    // ScatterElements adds in order, one after the other: the same bits in every run.
    context.addWeightGradient(
      step.table,
      writer.node("ScatterElements", [nothing, places, updates], {
        axis: 0,
        reduction: "add",
      }),
    );
  }
  if (!context.needsGradient(input)) return [undefined];
  return [writer.node("Mul", [context.value(input), writer.scalar(0)])];
};
