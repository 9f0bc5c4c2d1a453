import { float } from "#engine/compute/onnx/graph-writer.ts";
import type {
  BatchNormalizationStep,
  WeightReference,
} from "#engine/compute/onnx/steps.ts";
import type { ForwardContext, ForwardRule } from "./forward-rule.ts";

/**
 * Batch normalization (Ioffe, Szegedy 2015, arxiv.org/abs/1502.03167). With the statistics of the batch, the mean and the
 * biased variance are kept for the gradient and for the running averages.
 */
export const batchNormalizationForward: ForwardRule<BatchNormalizationStep> = (
  step,
  [input = ""],
  context,
) => {
  const { writer, weight } = context;
  const channels = context.shape(step.name).at(-1) ?? 1;
  const epsilon = float(step.epsilon);
  const mean = weight(step.movingMean);
  const variance = weight(step.movingVariance);
  const inputs = [
    input,
    gammaOf(step, context, channels),
    step.beta ? weight(step.beta) : filled(context, channels, 0),
  ];
  if (step.statistics === "running") {
    return writer.node(
      "BatchNormalization",
      [...inputs, mean, variance],
      { epsilon },
      step.name,
    );
  }
  // With momentum 0 the second and third outputs are the batch's own mean and biased variance. onnxruntime writes them over the
  // fourth and fifth inputs, so these must be values that nobody else reads.
  const [value = "", batchMean = "", batchVariance = ""] = writer.nodes(
    "BatchNormalization",
    [...inputs, mean, variance],
    [true, true, true],
    { epsilon, momentum: float(0), training_mode: 1 },
    step.name,
  );
  context.keepByProducts(step, { mean: batchMean, variance: batchVariance });
  return value;
};

/** γ of the step, or ones where the layer has none. */
export function gammaOf(
  step: { readonly gamma: WeightReference | undefined },
  context: Pick<ForwardContext, "weight" | "writer">,
  channels: number,
): string {
  return step.gamma ? context.weight(step.gamma) : filled(context, channels, 1);
}

function filled(
  { writer }: Pick<ForwardContext, "writer">,
  length: number,
  value: number,
): string {
  return writer.constant(new Float32Array(length).fill(value), [length]);
}
