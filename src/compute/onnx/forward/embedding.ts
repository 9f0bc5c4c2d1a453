import { appendChannelsFirst } from "#engine/compute/onnx/layout.ts";
import type { EmbeddingStep } from "#engine/compute/onnx/steps.ts";
import type { ForwardRule } from "./forward-rule.ts";

/** ONNX's number of the type int64. */
export const INT64 = 7;

/** [batch, length] of whole numbers → the rows of the table that they name, [batch, length, columns] channels last. */
export const embeddingForward: ForwardRule<EmbeddingStep> = (
  step,
  [input = ""],
  { writer, weight, shape },
) => {
  const indices = writer.node("Cast", [input], { to: INT64 });
  const rows = writer.node(
    "Gather",
    [weight(step.table), indices],
    { axis: 0 },
    step.name,
  );
  const [, length = 1, columns = 1] = shape(step.name);
  return appendChannelsFirst(writer, rows, [length, columns]);
};
