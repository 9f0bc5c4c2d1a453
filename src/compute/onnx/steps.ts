import type { Activation } from "#engine/graph/layer-graph.ts";

/**
 * The executor's own form of a network, one level below the layer graph: activations stand apart from the layers that carry
 * them, depthwise and grouped convolutions are one kind, paddings are numbers. A step's value has the layer's name, so taps
 * and connections keep their names; a value inside a layer is called `layer:linear`.
 */
export interface StepGraph {
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  /** In topological order. */
  readonly steps: readonly Step[];
  readonly output: string;
  /** Value name → shape without the batch, channels last. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/** [top, left, bottom, right], ONNX's order. */
export type Pads = readonly [number, number, number, number];

/** Height and width of everything that slides over a picture. */
export interface Window {
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly pads: Pads;
}

/** How a weight is laid out in Keras; inside it is laid out as ONNX wants it. */
export type WeightLayout =
  | "vector"
  /** Two axes, in both the same: [inputs, units], or codes [units, inputs]. */
  | "dense"
  /** [inputs, units] → [units, inputs, 1, 1] */
  | "pointwise"
  /** [height, width, inputs / groups, filters] → [filters, inputs / groups, height, width] */
  | "convolution"
  /** [length, inputs / groups, filters] → [filters, inputs / groups, 1, length] */
  | "convolution1d"
  /** [height, width, inputs, filters] or [length, inputs, filters] → [inputs of all pixels, filters] */
  | "covering"
  /** [height, width, inputs, multiplier] → [inputs · multiplier, 1, height, width] */
  | "depthwise";

export interface WeightReference {
  /** `layer/name` in the weights of the network. */
  readonly key: string;
  readonly layout: WeightLayout;
}

interface StepBase {
  /** Name of the value that the step makes. */
  readonly name: string;
  /** The layer that the step comes from. */
  readonly layer: string;
  /** Names of values. */
  readonly inputs: readonly string[];
}

export interface ConvolutionStep extends StepBase {
  readonly kind: "convolution";
  readonly kernel: WeightReference;
  readonly bias: WeightReference | undefined;
  readonly window: Window;
  readonly groups: number;
}

export interface DenseStep extends StepBase {
  readonly kind: "dense";
  readonly kernel: WeightReference;
  readonly bias: WeightReference | undefined;
}

export interface EuclideanRbfStep extends StepBase {
  readonly kind: "euclideanRbf";
  readonly codes: WeightReference;
}

export interface BatchNormalizationStep extends StepBase {
  readonly kind: "batchNormalization";
  readonly gamma: WeightReference | undefined;
  readonly beta: WeightReference | undefined;
  readonly movingMean: WeightReference;
  readonly movingVariance: WeightReference;
  readonly epsilon: number;
  readonly momentum: number;
  /** `batch`: normalizes by the statistics of the batch and updates the running averages. */
  readonly statistics: "batch" | "running";
}

export interface LayerNormalizationStep extends StepBase {
  readonly kind: "layerNormalization";
  readonly gamma: WeightReference | undefined;
  readonly beta: WeightReference | undefined;
  readonly epsilon: number;
}

/** x / (bias + alpha · Σ x²)^beta over 2 · depthRadius + 1 channels. */
export interface LocalResponseNormalizationStep extends StepBase {
  readonly kind: "localResponseNormalization";
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/**
 * A convolution and the batch normalization behind it, as one:
 * `folded`: running averages; the kernel is scaled inside the graph and both learn through the scale;
 * `covariance`: the batch's statistics of a pointwise convolution, computed from the covariance of its input;
 * `shifted`: the batch's statistics of any blocked convolution, around the running mean.
 */
export interface NormalizedConvolutionStep extends StepBase {
  readonly kind: "normalizedConvolution";
  readonly convolution: ConvolutionStep;
  readonly normalization: BatchNormalizationStep;
  readonly strategy: "folded" | "covariance" | "shifted";
}

export interface ActivationStep extends StepBase {
  readonly kind: "activation";
  readonly activation: Exclude<Activation, "linear">;
  /** Of leakyRelu: 0.2 */
  readonly negativeSlope?: number;
  /** Of gelu: false */
  readonly approximate?: boolean;
}

export interface PoolingStep extends StepBase {
  readonly kind: "maxPooling" | "averagePooling";
  readonly window: Window;
}

export interface GlobalAveragePoolingStep extends StepBase {
  readonly kind: "globalAveragePooling";
  readonly keepDims: boolean;
}

export interface GlobalMaxPoolingStep extends StepBase {
  readonly kind: "globalMaxPooling";
  readonly keepDims: boolean;
}

export interface UpSamplingStep extends StepBase {
  readonly kind: "upSampling";
  /** Times height and width. */
  readonly factors: readonly [number, number];
  readonly interpolation: "nearest" | "bilinear";
}

export interface EmbeddingStep extends StepBase {
  readonly kind: "embedding";
  readonly table: WeightReference;
}

export interface PaddingStep extends StepBase {
  readonly kind: "padding";
  readonly pads: Pads;
}

/** Cuts rows and columns off. */
export interface CroppingStep extends StepBase {
  readonly kind: "cropping";
  readonly pads: Pads;
}

export interface SelectChannelsStep extends StepBase {
  readonly kind: "selectChannels";
  readonly channels: readonly number[];
}

export interface ChannelPaddingStep extends StepBase {
  readonly kind: "channelPadding";
  readonly before: number;
  readonly after: number;
}

/** Times a factor per channel that learns. */
export interface ScalingStep extends StepBase {
  readonly kind: "scaling";
  readonly gamma: WeightReference;
}

/** x · scale + offset, numbers that are written down. */
export interface RescalingStep extends StepBase {
  readonly kind: "rescaling";
  readonly scale: number | readonly number[];
  readonly offset: number | readonly number[];
}

/** (x − mean) / max(√variance, ε) per channel. */
export interface StandardizationStep extends StepBase {
  readonly kind: "standardization";
  readonly mean: WeightReference;
  readonly variance: WeightReference;
}

export interface DropoutStep extends StepBase {
  readonly kind: "dropout";
  readonly rate: number;
  /** Whether all units of a picture are dropped together. */
  readonly perSample: boolean;
}

export interface ConcatenateStep extends StepBase {
  readonly kind: "concatenate";
  /** Counted in the channels-last value, the batch included; a sequence is counted as a picture of height 1. */
  readonly axis: number;
}

export interface PlainStep extends StepBase {
  readonly kind: "flatten" | "reshape" | "add" | "multiply" | "identity";
}

export type Step =
  | ConvolutionStep
  | DenseStep
  | EuclideanRbfStep
  | BatchNormalizationStep
  | LayerNormalizationStep
  | LocalResponseNormalizationStep
  | NormalizedConvolutionStep
  | ActivationStep
  | PoolingStep
  | GlobalAveragePoolingStep
  | GlobalMaxPoolingStep
  | UpSamplingStep
  | EmbeddingStep
  | PaddingStep
  | CroppingStep
  | SelectChannelsStep
  | ChannelPaddingStep
  | ScalingStep
  | RescalingStep
  | StandardizationStep
  | DropoutStep
  | ConcatenateStep
  | PlainStep;

/** Every weight that a step reads. */
export function weightsOf(step: Step): readonly WeightReference[] {
  switch (step.kind) {
    case "convolution":
    case "dense":
      return step.bias ? [step.kernel, step.bias] : [step.kernel];
    case "normalizedConvolution":
      return [...weightsOf(step.convolution), ...weightsOf(step.normalization)];
    case "euclideanRbf":
      return [step.codes];
    case "layerNormalization":
      return [step.gamma, step.beta].filter(
        (reference) => reference !== undefined,
      );
    case "embedding":
      return [step.table];
    case "scaling":
      return [step.gamma];
    case "standardization":
      return [step.mean, step.variance];
    case "batchNormalization":
      return [
        ...(step.gamma ? [step.gamma] : []),
        ...(step.beta ? [step.beta] : []),
        step.movingMean,
        step.movingVariance,
      ];
    default:
      return [];
  }
}

/** Value name → the steps that read it. */
export function readersOf(
  steps: readonly Step[],
): ReadonlyMap<string, readonly Step[]> {
  const readers = new Map<string, Step[]>();
  for (const step of steps) {
    for (const input of step.inputs) {
      const known = readers.get(input);
      if (known) known.push(step);
      else readers.set(input, [step]);
    }
  }
  return readers;
}
