import { StudioError } from "#engine/base/errors.ts";
import type { Tensor, TensorMap } from "#engine/base/tensor.ts";
import {
  readersOf,
  type BatchNormalizationStep,
  type ConvolutionStep,
  type DenseStep,
  type Step,
  type StepGraph,
  type WeightLayout,
} from "./steps.ts";

/**
 * Merges steps that need not run on their own: zero padding into the convolution behind it, and what scales and shifts channels
 * (batch normalization with running averages, layer scale) into the convolution or dense layer before it, computed in double
 * precision.
 * A value that is kept, or has another reader, stays.
 * @param keep names of values that must exist afterwards
 * @param isConstant whether a layer's weights are constants; a layer that learns is never folded
 * @returns the shorter graph and the weights that it reads, under the same keys
 */
export function foldSteps(
  graph: StepGraph,
  weights: TensorMap,
  keep: ReadonlySet<string>,
  isConstant: (layer: string) => boolean,
): { readonly graph: StepGraph; readonly weights: TensorMap } {
  const folded = new Map(weights);
  const readers = readersOf(graph.steps);
  const result = new Map<string, Step>();
  const soleInput = (step: Step): Step | undefined => {
    const [input = ""] = step.inputs;
    const kept = keep.has(input) || input === graph.output;
    return !kept && readers.get(input)?.length === 1
      ? result.get(input)
      : undefined;
  };
  for (const step of graph.steps) {
    const before = soleInput(step);
    const merged =
      before === undefined
        ? undefined
        : (foldPadding(before, step) ??
          foldScaleAndShift(before, step, isConstant, folded));
    if (before && merged) result.delete(before.name);
    result.set(step.name, merged ?? step);
  }
  return { graph: { ...graph, steps: [...result.values()] }, weights: folded };
}

/** A weight by its key. @throws StudioError `weights/missing` */
export function requireWeight(weights: TensorMap, key: string): Tensor {
  const found = weights.get(key);
  if (found) return found;
  throw new StudioError(
    "weights/missing",
    `Expected the weight "${key}" among the weights of the network. Received ${weights.size} others. Use weights of the same architecture.`,
  );
}

function foldPadding(before: Step, step: Step): ConvolutionStep | undefined {
  if (before.kind !== "padding" || step.kind !== "convolution")
    return undefined;
  const [top, left, bottom, right] = step.window.pads;
  const [t, l, b, r] = before.pads;
  const pads = [top + t, left + l, bottom + b, right + r] as const;
  return { ...step, inputs: before.inputs, window: { ...step.window, pads } };
}

function foldScaleAndShift(
  before: Step,
  step: Step,
  isConstant: (layer: string) => boolean,
  weights: Map<string, Tensor>,
): ConvolutionStep | DenseStep | undefined {
  if (before.kind !== "convolution" && before.kind !== "dense")
    return undefined;
  if (!isConstant(step.layer) || !isConstant(before.layer)) return undefined;
  const found = scaleAndShiftOf(step, weights);
  if (found === undefined) return undefined;
  const { scale, shift } = found;
  const kernel = requireWeight(weights, before.kernel.key);
  const bias = before.bias
    ? requireWeight(weights, before.bias.key).data
    : undefined;
  const biasKey = before.bias?.key ?? `${before.layer}/bias`;
  weights.set(
    before.kernel.key,
    scaleOutputs(kernel, before.kernel.layout, scale),
  );
  weights.set(biasKey, {
    shape: [shift.length],
    data: Float32Array.from(
      shift,
      (value, i) => value + (bias?.[i] ?? 0) * (scale[i] ?? 1),
    ),
  });
  return {
    ...before,
    name: step.name,
    bias: { key: biasKey, layout: "vector" },
  };
}

function scaleAndShiftOf(step: Step, weights: TensorMap) {
  if (step.kind === "batchNormalization" && step.statistics === "running")
    return scaleAndShift(step, weights);
  if (step.kind !== "scaling") return undefined;
  const scale = Float64Array.from(requireWeight(weights, step.gamma.key).data);
  return { scale, shift: new Float64Array(scale.length) };
}

/** Batch normalization with running averages as y = x · scale + shift, per channel, in double precision. */
function scaleAndShift(
  step: BatchNormalizationStep,
  weights: TensorMap,
): { readonly scale: Float64Array; readonly shift: Float64Array } {
  const mean = requireWeight(weights, step.movingMean.key).data;
  const variance = requireWeight(weights, step.movingVariance.key).data;
  const gamma = step.gamma
    ? requireWeight(weights, step.gamma.key).data
    : undefined;
  const beta = step.beta
    ? requireWeight(weights, step.beta.key).data
    : undefined;
  const scale = Float64Array.from(
    variance,
    (value, i) => (gamma?.[i] ?? 1) / Math.sqrt(value + step.epsilon),
  );
  const shift = scale.map(
    (value, i) => (beta?.[i] ?? 0) - (mean[i] ?? 0) * value,
  );
  return { scale, shift };
}

/** Multiplies a kernel (Keras layout) by a factor per output channel. */
function scaleOutputs(
  kernel: Tensor,
  layout: WeightLayout,
  scale: Float64Array,
): Tensor {
  const channels = scale.length;
  const wanted =
    layout === "depthwise" ? kernel.shape.slice(-2) : kernel.shape.slice(-1);
  if (wanted.reduce((product, extent) => product * extent, 1) !== channels) {
    throw new RangeError(
      `A kernel [${kernel.shape.join(", ")}] cannot be scaled by ${channels} channels.`,
    );
  }
  return {
    shape: kernel.shape,
    data: kernel.data.map((value, i) => value * (scale[i % channels] ?? 1)),
  };
}
