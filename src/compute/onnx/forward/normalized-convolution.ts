import {
  appendChannelMeans,
  appendChannelProducts,
  appendScaleAndShift,
} from "#engine/compute/onnx/blocked/blocked-convolution.ts";
import type { NormalizedConvolutionStep } from "#engine/compute/onnx/steps.ts";
import { sumOverBatch } from "#engine/compute/onnx/sum-over-batch.ts";
import { convolve } from "./convolution.ts";
import type { ForwardContext, ForwardRule } from "./forward-rule.ts";
import { gammaOf } from "./normalization.ts";

/** The three ways of a convolution with batch normalization; see `NormalizedConvolutionStep`. */
export const normalizedConvolutionForward: ForwardRule<
  NormalizedConvolutionStep
> = (step, [input = ""], context) => FORMS[step.strategy](step, input, context);

type Form = (
  step: NormalizedConvolutionStep,
  input: string,
  context: ForwardContext,
) => string;

const FORMS: Readonly<Record<NormalizedConvolutionStep["strategy"], Form>> = {
  folded,
  covariance: byCovariance,
  shifted: byShiftedValue,
};

/** y = conv(x, W·s) + (b − μ)·s + β with s = γ/σ, from the running averages. */
function folded(
  step: NormalizedConvolutionStep,
  input: string,
  context: ForwardContext,
): string {
  const { writer, weight } = context;
  const { convolution, normalization } = step;
  const { inverse, scale } = appendScale(
    step,
    weight(normalization.movingVariance),
    context,
  );
  const kernel = scaledKernel(step, scale, context);
  const mean = weight(normalization.movingMean);
  const centered = convolution.bias
    ? writer.node("Sub", [weight(convolution.bias), mean])
    : writer.node("Neg", [mean]);
  const shift = writer.node("Mul", [centered, scale]);
  const bias = normalization.beta
    ? writer.node("Add", [shift, weight(normalization.beta)])
    : shift;
  context.keepByProducts(step, { inverse, scale, kernel, centered });
  return convolve(context, {
    ...convolutionOf(step, context),
    input,
    kernel,
    bias,
  });
}

/**
 * Mean and variance of W·x per filter are W·m and diag(W·C·Wᵀ), with the mean m and the covariance C of the input's channels: one
 * product of the smaller side, instead of passes over the larger one. The input is centred first, so that nothing cancels.
 */
function byCovariance(
  step: NormalizedConvolutionStep,
  input: string,
  context: ForwardContext,
): string {
  const { writer, weight } = context;
  const batch = batchOf(context);
  const { convolution, normalization } = step;
  const [height = 1, width = 1, channels = 1] = context.shape(
    step.inputs[0] ?? "",
  );
  const filters = context.shape(step.name).at(-1) ?? 1;
  const plain = context.layout?.toPlain(input) ?? input;
  const mean = writer.node("ReduceMean", [plain, writer.ints([0, 2, 3])], {
    keepdims: 1,
  });
  const centered = writer.node("Sub", [plain, mean]);
  const pixels = writer.node("Reshape", [
    centered,
    writer.ints([batch, channels, height * width]),
  ]);
  const products = writer.node("MatMul", [
    pixels,
    writer.node("Transpose", [pixels], { perm: [0, 2, 1] }),
  ]);
  const covariance = writer.node("Mul", [
    sumOverBatch(writer, products, batch, [channels, channels]),
    writer.scalar(1 / (batch * height * width)),
  ]);
  const matrix = writer.node("Reshape", [
    weight(convolution.kernel),
    writer.ints([filters, channels]),
  ]);
  const spread = writer.node("MatMul", [matrix, covariance]);
  const variance = writer.node("Max", [
    writer.node(
      "ReduceSum",
      [writer.node("Mul", [spread, matrix]), writer.ints([1])],
      { keepdims: 0 },
    ),
    writer.scalar(0),
  ]);
  const answer = writer.node("Reshape", [
    writer.node("MatMul", [
      matrix,
      writer.node("Reshape", [mean, writer.ints([channels, 1])]),
    ]),
    writer.ints([filters]),
  ]);
  const { inverse, scale } = appendScale(step, variance, context);
  const kernel = scaledKernel(step, scale, context);
  context.keepByProducts(step, {
    mean: withBias(step, answer, context),
    variance,
    inverse,
    scale,
    kernel,
    centered,
    matrix,
    spread,
  });
  return convolve(context, {
    ...convolutionOf(step, context),
    input: centered,
    kernel,
    bias: normalization.beta ? weight(normalization.beta) : undefined,
  });
}

/**
 * The convolution's own bias takes the running mean off its result for nothing. What is left has a mean near zero, so that its
 * variance is E[z²] − E[z]² without loss, and all sums are products of blocked pictures.
 */
function byShiftedValue(
  step: NormalizedConvolutionStep,
  input: string,
  context: ForwardContext,
): string {
  const { writer, weight, layout } = context;
  const batch = batchOf(context);
  if (layout === undefined) throw new TypeError("Expected a blocked layout.");
  const { normalization } = step;
  const shape = context.shape(step.name);
  const [height = 1, width = 1, channels = 1] = shape;
  const pivot = weight(normalization.movingMean);
  const value = convolve(context, {
    ...convolutionOf(step, context),
    input,
    kernel: weight(step.convolution.kernel),
    bias: writer.node("Neg", [pivot]),
  });
  const shifted = layout.toBlocked(value, channels);
  const distance = appendChannelMeans(writer, shifted, batch, channels);
  const squares = writer.node("Mul", [
    appendChannelProducts(writer, shifted, shifted, batch, shape),
    writer.scalar(1 / (batch * height * width)),
  ]);
  const variance = writer.node("Max", [
    writer.node("Sub", [squares, writer.node("Mul", [distance, distance])]),
    writer.scalar(0),
  ]);
  const { inverse, scale } = appendScale(step, variance, context);
  const offset = writer.node("Neg", [writer.node("Mul", [distance, scale])]);
  const mean = writer.node("Add", [distance, pivot]);
  context.keepByProducts(step, {
    mean: withBias(step, mean, context),
    variance,
    inverse,
    scale,
    distance,
    shifted,
  });
  return appendScaleAndShift(writer, layout, {
    input: shifted,
    scale,
    shift: normalization.beta
      ? writer.node("Add", [offset, weight(normalization.beta)])
      : offset,
    shape,
    name: step.name,
  });
}

/** What `convolve` needs to know of the convolution besides its values. */
function convolutionOf(
  step: NormalizedConvolutionStep,
  context: ForwardContext,
) {
  const { window, groups } = step.convolution;
  return {
    window,
    groups,
    inputShape: context.shape(step.inputs[0] ?? ""),
    filters: context.shape(step.name).at(-1) ?? 1,
    name: step.name,
  };
}

/** 1/σ and γ/σ, [channels]. */
function appendScale(
  step: NormalizedConvolutionStep,
  variance: string,
  context: ForwardContext,
): { readonly inverse: string; readonly scale: string } {
  const { writer } = context;
  const { normalization } = step;
  const channels = context.shape(step.name).at(-1) ?? 1;
  const inverse = writer.node("Reciprocal", [
    writer.node("Sqrt", [
      writer.node("Add", [variance, writer.scalar(normalization.epsilon)]),
    ]),
  ]);
  const scale = normalization.gamma
    ? writer.node("Mul", [gammaOf(normalization, context, channels), inverse])
    : inverse;
  return { inverse, scale };
}

function scaledKernel(
  step: NormalizedConvolutionStep,
  scale: string,
  { writer, weight }: ForwardContext,
): string {
  return writer.node("Mul", [
    weight(step.convolution.kernel),
    writer.node("Reshape", [scale, writer.ints([-1, 1, 1, 1])]),
  ]);
}

/** The batch's statistics do not depend on the convolution's bias, but its mean does. */
function withBias(
  { convolution }: NormalizedConvolutionStep,
  mean: string,
  { writer, weight }: ForwardContext,
): string {
  return convolution.bias
    ? writer.node("Add", [mean, weight(convolution.bias)])
    : mean;
}

function batchOf({ batch }: ForwardContext): number {
  if (batch !== undefined) return batch;
  throw new TypeError(
    "Expected a fixed batch: its statistics are taken in training only.",
  );
}
