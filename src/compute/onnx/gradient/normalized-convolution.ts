import {
  appendChannelProducts,
  appendScaleAndShift,
} from "#engine/compute/onnx/blocked/blocked-convolution.ts";
import { convolve } from "#engine/compute/onnx/forward/convolution.ts";
import type { NormalizedConvolutionStep } from "#engine/compute/onnx/steps.ts";
import { kernelGradient } from "./convolution-kernel.ts";
import { inputGradient } from "./convolution.ts";
import {
  channelSums,
  type GradientContext,
  type GradientRule,
} from "./gradient-rule.ts";

/** The gradients of the three ways; see `NormalizedConvolutionStep` and the forward rules. */
export const normalizedConvolutionGradient: GradientRule<
  NormalizedConvolutionStep
> = (step, gradient, context) => FORMS[step.strategy](step, gradient, context);

type Form = (
  step: NormalizedConvolutionStep,
  gradient: string,
  context: GradientContext,
) => readonly (string | undefined)[];

const FORMS: Readonly<Record<NormalizedConvolutionStep["strategy"], Form>> = {
  folded,
  covariance: byCovariance,
  shifted: byShiftedValue,
};

/**
 * Through W' = W·s, b' = (b − μ)·s + β, s = γ/σ: with the gradients of W' and b' as those of any convolution,
 * dW = s·dW', dβ = db', db = s·db', dγ = (Σ W·dW' + (b − μ)·db') / σ.
 */
function folded(
  step: NormalizedConvolutionStep,
  gradient: string,
  context: GradientContext,
): readonly (string | undefined)[] {
  const { writer, weight, learns } = context;
  const { convolution, normalization } = step;
  const { gamma, beta } = normalization;
  const [input = ""] = step.inputs;
  const shape = context.shape(step.name);
  const form = { ...convolution, name: step.name };
  const kept = (name: string) => context.byProduct(step, name);
  const gammaLearns = gamma !== undefined && learns(gamma);
  const biasLearns = convolution.bias !== undefined && learns(convolution.bias);
  const sums =
    gammaLearns || biasLearns || (beta !== undefined && learns(beta))
      ? channelSums(context, gradient, shape)
      : "";
  if (beta && learns(beta)) context.addWeightGradient(beta, sums);
  if (convolution.bias && biasLearns) {
    const scaled = writer.node("Mul", [sums, kept("scale")]);
    context.addWeightGradient(convolution.bias, scaled);
  }
  if (gammaLearns || learns(convolution.kernel)) {
    const ofKernel = kernelGradient(
      form,
      context.rawValue(input),
      gradient,
      context,
    );
    if (learns(convolution.kernel)) {
      context.addWeightGradient(
        convolution.kernel,
        writer.node("Mul", [ofKernel, perFilter(kept("scale"), context)]),
      );
    }
    if (gammaLearns) {
      const products = writer.node("Mul", [
        ofKernel,
        weight(convolution.kernel),
      ]);
      const ofScale = writer.node("Add", [
        writer.node("ReduceSum", [products, writer.ints([1, 2, 3])], {
          keepdims: 0,
        }),
        writer.node("Mul", [kept("centered"), sums]),
      ]);
      context.addWeightGradient(
        gamma,
        writer.node("Mul", [ofScale, kept("inverse")]),
      );
    }
  }
  return context.needsGradient(input)
    ? [inputGradient(form, kept("kernel"), gradient, context)]
    : [undefined];
}

/**
 * With the centred input x, W = kernel, s = γ/σ, n values per filter, G = Σ dy·xᵀ and C the covariance of x:
 * dγ = (Σ W·G)/σ, dW = s·(G − dγ/σ · W·C), and
 * dx = (s·W)ᵀ·dy − Wᵀ·(s·dβ/n) − Wᵀ·diag(s·dγ/(n·σ))·W·x: two pointwise convolutions, and no pass over the normalized value.
 */
function byCovariance(
  step: NormalizedConvolutionStep,
  gradient: string,
  context: GradientContext,
): readonly (string | undefined)[] {
  const { writer, learns } = context;
  const { convolution, normalization } = step;
  const { gamma, beta } = normalization;
  const [input = ""] = step.inputs;
  const inputShape = context.shape(input);
  const shape = context.shape(step.name);
  const [height = 1, width = 1, filters = 1] = shape;
  const channels = inputShape[2] ?? 1;
  const kept = (name: string) => context.byProduct(step, name);
  const form = { ...convolution, name: step.name };
  const needsInput = context.needsGradient(input);
  const betaGradient = channelSums(context, gradient, shape);
  if (beta && learns(beta)) context.addWeightGradient(beta, betaGradient);
  addZeroBiasGradient(step, context);

  const matrixShape = writer.ints([filters, channels]);
  const column = (vector: string) =>
    writer.node("Reshape", [vector, writer.ints([filters, 1])]);
  const products = writer.node("Reshape", [
    kernelGradient(form, kept("centered"), gradient, context),
    matrixShape,
  ]);
  const gammaGradient = writer.node("Mul", [
    writer.node(
      "ReduceSum",
      [writer.node("Mul", [products, kept("matrix")]), writer.ints([1])],
      { keepdims: 0 },
    ),
    kept("inverse"),
  ]);
  if (gamma && learns(gamma)) context.addWeightGradient(gamma, gammaGradient);
  const slope = writer.node("Mul", [gammaGradient, kept("inverse")]);
  if (learns(convolution.kernel)) {
    const straight = writer.node("Sub", [
      products,
      writer.node("Mul", [kept("spread"), column(slope)]),
    ]);
    const scaled = writer.node("Mul", [straight, column(kept("scale"))]);
    context.addWeightGradient(
      convolution.kernel,
      writer.node("Reshape", [scaled, writer.ints([filters, channels, 1, 1])]),
    );
  }
  if (!needsInput) return [undefined];

  const share = writer.scalar(-1 / (context.batch * height * width));
  const transposed = writer.node("Transpose", [kept("matrix")], {
    perm: [1, 0],
  });
  const perValue = (vector: string) =>
    column(
      writer.node("Mul", [writer.node("Mul", [vector, kept("scale")]), share]),
    );
  const pull = writer.node("MatMul", [
    transposed,
    writer.node("Mul", [kept("matrix"), perValue(slope)]),
  ]);
  const offset = writer.node("MatMul", [transposed, perValue(betaGradient)]);
  const correction = convolve(context, {
    input: kept("centered"),
    kernel: writer.node("Reshape", [
      pull,
      writer.ints([channels, channels, 1, 1]),
    ]),
    bias: writer.node("Reshape", [offset, writer.ints([channels])]),
    window: convolution.window,
    groups: 1,
    inputShape,
    filters: channels,
    name: `d ${input}`,
  });
  return [inputGradient(form, kept("kernel"), gradient, context, correction)];
}

/**
 * With the value z that is left of the convolution when the running mean is taken off, δ its mean, n values per filter:
 * dγ = (Σ dy·z − δ·dβ)/σ and dz = s·dy + a·z + c with a = −s·dγ/(n·σ), c = −s·dβ/n − a·δ.
 */
function byShiftedValue(
  step: NormalizedConvolutionStep,
  arrived: string,
  context: GradientContext,
): readonly (string | undefined)[] {
  const { writer, learns, batch, layout } = context;
  if (layout === undefined) throw new TypeError("Expected a blocked layout.");
  const { convolution, normalization } = step;
  const { gamma, beta } = normalization;
  const [input = ""] = step.inputs;
  const shape = context.shape(step.name);
  const [height = 1, width = 1, channels = 1] = shape;
  const gradient = layout.toBlocked(arrived, channels);
  const kept = (name: string) => context.byProduct(step, name);
  const betaGradient = channelSums(context, gradient, shape);
  if (beta && learns(beta)) context.addWeightGradient(beta, betaGradient);
  addZeroBiasGradient(step, context);
  const products = appendChannelProducts(
    writer,
    gradient,
    kept("shifted"),
    batch,
    shape,
  );
  const centered = writer.node("Sub", [
    products,
    writer.node("Mul", [kept("distance"), betaGradient]),
  ]);
  const gammaGradient = writer.node("Mul", [centered, kept("inverse")]);
  if (gamma && learns(gamma)) context.addWeightGradient(gamma, gammaGradient);
  const needsInput = context.needsGradient(input);
  if (!needsInput && !learns(convolution.kernel)) return [undefined];

  const share = writer.scalar(-1 / (batch * height * width));
  const scaleShare = writer.node("Mul", [kept("scale"), share]);
  const slope = writer.node("Mul", [
    writer.node("Mul", [gammaGradient, kept("inverse")]),
    scaleShare,
  ]);
  const shift = writer.node("Sub", [
    writer.node("Mul", [betaGradient, scaleShare]),
    writer.node("Mul", [slope, kept("distance")]),
  ]);
  const ofValue = appendScaleAndShift(writer, layout, {
    input: gradient,
    scale: kept("scale"),
    shift,
    addend: appendScaleAndShift(writer, layout, {
      input: kept("shifted"),
      scale: slope,
      shift: undefined,
      shape,
      name: `d ${step.name}`,
    }),
    shape,
    name: `d ${convolution.name}`,
  });
  const form = { ...convolution, name: step.name };
  if (learns(convolution.kernel)) {
    context.addWeightGradient(
      convolution.kernel,
      kernelGradient(form, context.rawValue(input), ofValue, context),
    );
  }
  if (!needsInput) return [undefined];
  const kernel = context.weight(convolution.kernel);
  return [inputGradient(form, kernel, ofValue, context)];
}

/** The batch's mean takes a bias off again, so that it has no effect. */
function addZeroBiasGradient(
  { name, convolution: { bias } }: NormalizedConvolutionStep,
  context: GradientContext,
): void {
  if (!bias || !context.learns(bias)) return;
  const filters = context.shape(name).at(-1) ?? 1;
  context.addWeightGradient(
    bias,
    context.writer.constant(new Float32Array(filters), [filters]),
  );
}

function perFilter(vector: string, { writer }: GradientContext): string {
  return writer.node("Reshape", [vector, writer.ints([-1, 1, 1, 1])]);
}
