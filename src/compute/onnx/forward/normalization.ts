import { float, type GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import { formOf } from "#engine/compute/onnx/providers/operation-forms.ts";
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
    const isVector = context.shape(step.name).length === 1;
    if (isVector && formOf("vectorNormalization", writer.provider) === "other")
      return normalizeVectors(step, [...inputs, mean, variance], writer);
    return writer.node(
      "BatchNormalization",
      [...inputs, mean, variance],
      { epsilon },
      step.name,
    );
  }
  if (formOf("batchStatistics", writer.provider) === "other") {
    return normalizeByReductions(step, inputs, context);
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

/** Vectors by running averages. @param inputs x, γ, β, mean and variance */
function normalizeVectors(
  step: BatchNormalizationStep,
  [
    input = "",
    gamma = "",
    beta = "",
    mean = "",
    variance = "",
  ]: readonly string[],
  writer: GraphWriter,
): string {
  const deviation = writer.node("Sqrt", [
    writer.node("Add", [variance, writer.scalar(step.epsilon)]),
  ]);
  const scale = writer.node("Div", [gamma, deviation]);
  const centered = writer.node("Sub", [input, mean]);
  const scaled = writer.node("Mul", [centered, scale]);
  return writer.node("Add", [scaled, beta], {}, step.name);
}

/** By the statistics of the batch, from ops that every provider has. @param inputs x, γ and β */
function normalizeByReductions(
  step: BatchNormalizationStep,
  [input = "", gamma = "", beta = ""]: readonly string[],
  context: ForwardContext,
): string {
  const { writer } = context;
  const isPicture = context.shape(step.name).length === 3;
  const mean = (value: string) =>
    writer.node(
      "ReduceMean",
      [value, writer.ints(isPicture ? [0, 2, 3] : [0])],
      { keepdims: 1 },
    );
  const vector = (value: string) =>
    writer.node("Reshape", [value, writer.ints([-1])]);
  const perChannel = (value: string) =>
    isPicture
      ? writer.node("Reshape", [value, writer.ints([-1, 1, 1])])
      : value;
  const batchMean = mean(input);
  const centered = writer.node("Sub", [input, batchMean]);
  const batchVariance = mean(writer.node("Mul", [centered, centered]));
  const deviation = writer.node("Sqrt", [
    writer.node("Add", [batchVariance, writer.scalar(step.epsilon)]),
  ]);
  context.keepByProducts(step, {
    mean: vector(batchMean),
    variance: vector(batchVariance),
  });
  const normalized = writer.node("Div", [centered, deviation]);
  const scaled = writer.node("Mul", [normalized, perChannel(gamma)]);
  return writer.node("Add", [scaled, perChannel(beta)], {}, step.name);
}

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
