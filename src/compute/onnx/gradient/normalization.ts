import { gammaOf } from "#engine/compute/onnx/forward/normalization.ts";
import type { BatchNormalizationStep } from "#engine/compute/onnx/steps.ts";
import {
  perChannel,
  sumPerChannel,
  type GradientContext,
  type GradientRule,
} from "./gradient-rule.ts";

/**
 * Batch normalization. With running averages it is a scale and shift per channel. With the batch's own statistics
 * (Ioffe, Szegedy 2015, section 3): with x̂ = (x − μ)/σ, dγ = Σ dy·x̂, dβ = Σ dy and
 * dx = γ/σ · (dy − dβ/n − x̂ · dγ/n), n values per channel.
 */
export const batchNormalizationGradient: GradientRule<
  BatchNormalizationStep
> = (step, gradient, context) => {
  const { writer } = context;
  const [inputName = ""] = step.inputs;
  const shape = context.shape(step.name);
  const usesBatch = step.statistics === "batch";
  const mean = usesBatch
    ? context.byProduct(step, "mean")
    : context.weight(step.movingMean);
  const variance = usesBatch
    ? context.byProduct(step, "variance")
    : context.weight(step.movingVariance);
  const inverse = inverseDeviation(step, variance, context);
  const gammaLearns = step.gamma !== undefined && context.learns(step.gamma);
  const betaLearns = step.beta !== undefined && context.learns(step.beta);
  const needsInput = context.needsGradient(inputName);
  const needsSums = usesBatch && needsInput;

  const centered =
    gammaLearns || needsSums
      ? writer.node("Sub", [
          context.value(inputName),
          perChannel(writer, mean, shape),
        ])
      : "";
  const betaGradient =
    betaLearns || needsSums ? sumPerChannel(writer, gradient, shape) : "";
  const gammaGradient =
    gammaLearns || needsSums
      ? writer.node("Mul", [
          sumPerChannel(
            writer,
            writer.node("Mul", [gradient, centered]),
            shape,
          ),
          inverse,
        ])
      : "";
  if (step.gamma && gammaLearns)
    context.addWeightGradient(step.gamma, gammaGradient);
  if (step.beta && betaLearns)
    context.addWeightGradient(step.beta, betaGradient);
  if (!needsInput) return [undefined];

  const scale = writer.node("Mul", [
    gammaOf(step, context, shape.at(-1) ?? 1),
    inverse,
  ]);
  const scaled = writer.node("Mul", [
    gradient,
    perChannel(writer, scale, shape),
  ]);
  if (!usesBatch) return [scaled];
  const count =
    context.batch *
    shape.slice(0, -1).reduce((size, extent) => size * extent, 1);
  const perValue = writer.scalar(-1 / count);
  const slope = product(context, [scale, inverse, gammaGradient, perValue]);
  const offset = product(context, [scale, betaGradient, perValue]);
  const sloped = writer.node("Mul", [
    centered,
    perChannel(writer, slope, shape),
  ]);
  const shifted = writer.node("Add", [
    scaled,
    perChannel(writer, offset, shape),
  ]);
  return [writer.node("Add", [shifted, sloped])];
};

/** 1 / √(variance + ε), [channels]. */
function inverseDeviation(
  step: BatchNormalizationStep,
  variance: string,
  { writer }: GradientContext,
): string {
  const shifted = writer.node("Add", [variance, writer.scalar(step.epsilon)]);
  return writer.node("Reciprocal", [writer.node("Sqrt", [shifted])]);
}

function product(
  { writer }: GradientContext,
  factors: readonly string[],
): string {
  return factors.reduce((left, right) => writer.node("Mul", [left, right]));
}
