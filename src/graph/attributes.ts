import type {
  Activation,
  LayerOp,
  OpAttributes,
  Pair,
  Padding,
  Padding1d,
} from "./layer-graph.ts";

type HeightWidth = readonly [number, number];

interface ResolvedConvolution {
  readonly kernelSize: HeightWidth;
  readonly strides: HeightWidth;
  readonly padding: Padding;
  readonly dilationRate: HeightWidth;
  readonly useBias: boolean;
  readonly activation: Activation;
}

interface ResolvedPooling {
  readonly poolSize: HeightWidth;
  readonly strides: HeightWidth;
  readonly padding: Padding;
}

interface ResolvedPooling1d {
  readonly poolSize: number;
  readonly strides: number;
  readonly padding: Padding;
}

interface ResolvedGlobalPooling {
  readonly keepDims: boolean;
}

/** The attributes of every op with Keras's defaults filled in and every pair written as [height, width]. */
export interface ResolvedAttributes {
  conv2d: ResolvedConvolution & {
    readonly filters: number;
    readonly groups: number;
  };
  depthwiseConv2d: ResolvedConvolution & { readonly depthMultiplier: number };
  separableConv2d: ResolvedConvolution & {
    readonly filters: number;
    readonly depthMultiplier: number;
  };
  conv1d: {
    readonly filters: number;
    readonly kernelSize: number;
    readonly strides: number;
    readonly padding: Padding1d;
    readonly dilationRate: number;
    readonly groups: number;
    readonly useBias: boolean;
    readonly activation: Activation;
  };
  dense: {
    readonly units: number;
    readonly useBias: boolean;
    readonly activation: Activation;
  };
  batchNormalization: {
    readonly momentum: number;
    readonly epsilon: number;
    readonly center: boolean;
    readonly scale: boolean;
  };
  layerNormalization: {
    readonly epsilon: number;
    readonly center: boolean;
    readonly scale: boolean;
  };
  localResponseNormalization: {
    readonly depthRadius: number;
    readonly bias: number;
    readonly alpha: number;
    readonly beta: number;
  };
  activation: {
    readonly activation: Activation;
    /** Only of leakyRelu. */
    readonly negativeSlope?: number;
    /** Only of gelu. */
    readonly approximate?: boolean;
  };
  maxPooling2d: ResolvedPooling;
  averagePooling2d: ResolvedPooling;
  maxPooling1d: ResolvedPooling1d;
  averagePooling1d: ResolvedPooling1d;
  globalAveragePooling1d: ResolvedGlobalPooling;
  globalMaxPooling1d: ResolvedGlobalPooling;
  globalAveragePooling2d: ResolvedGlobalPooling;
  globalMaxPooling2d: ResolvedGlobalPooling;
  upSampling2d: {
    readonly size: HeightWidth;
    readonly interpolation: "nearest" | "bilinear";
  };
  zeroPadding1d: { readonly padding: readonly [number, number] };
  euclideanRbf: { readonly units: number; readonly learnsCodes: boolean };
  zeroPadding2d: { readonly padding: readonly [HeightWidth, HeightWidth] };
  cropping2d: { readonly cropping: readonly [HeightWidth, HeightWidth] };
  selectChannels: { readonly channels: readonly number[] };
  padChannels: { readonly padding: readonly [number, number] };
  layerScale: { readonly initialValue: number };
  rescaling: {
    readonly scale: number | readonly number[];
    readonly offset: number | readonly number[];
  };
  normalization: Record<string, never>;
  flatten: Record<string, never>;
  reshape: { readonly targetShape: readonly number[] };
  embedding: { readonly inputDim: number; readonly outputDim: number };
  dropout: { readonly rate: number; readonly perSample: boolean };
  add: Record<string, never>;
  multiply: Record<string, never>;
  concatenate: { readonly axis: number };
}

/** The attributes of a layer with Keras's defaults filled in; typed by the layer's op. */
export function resolveAttributes<Op extends LayerOp>(node: {
  readonly op: Op;
  readonly attributes: Readonly<OpAttributes[Op]>;
}): ResolvedAttributes[Op] {
  return RESOLVERS[node.op](node.attributes);
}

type Resolvers = {
  readonly [Op in LayerOp]: (
    attributes: Readonly<OpAttributes[Op]>,
  ) => ResolvedAttributes[Op];
};

const RESOLVERS: Resolvers = {
  conv2d: (given) => ({
    ...resolveConvolution(given),
    filters: given.filters,
    groups: given.groups ?? 1,
  }),
  depthwiseConv2d: (given) => ({
    ...resolveConvolution(given),
    depthMultiplier: given.depthMultiplier ?? 1,
  }),
  separableConv2d: (given) => ({
    ...resolveConvolution(given),
    filters: given.filters,
    depthMultiplier: given.depthMultiplier ?? 1,
  }),
  conv1d: (given) => ({
    filters: given.filters,
    kernelSize: given.kernelSize,
    strides: given.strides ?? 1,
    padding: given.padding ?? "valid",
    dilationRate: given.dilationRate ?? 1,
    groups: given.groups ?? 1,
    useBias: given.useBias ?? true,
    activation: given.activation ?? "linear",
  }),
  dense: (given) => ({
    units: given.units,
    useBias: given.useBias ?? true,
    activation: given.activation ?? "linear",
  }),
  batchNormalization: (given) => ({
    momentum: given.momentum ?? 0.99,
    epsilon: given.epsilon ?? 0.001,
    center: given.center ?? true,
    scale: given.scale ?? true,
  }),
  layerNormalization: (given) => ({
    epsilon: given.epsilon ?? 0.001,
    center: given.center ?? true,
    scale: given.scale ?? true,
  }),
  localResponseNormalization: (given) => ({
    depthRadius: given.depthRadius ?? 5,
    bias: given.bias ?? 1,
    alpha: given.alpha ?? 1,
    beta: given.beta ?? 0.5,
  }),
  activation: (given) => ({
    activation: given.activation,
    ...(given.activation === "leakyRelu"
      ? { negativeSlope: given.negativeSlope ?? LEAKY_RELU_SLOPE }
      : {}),
    ...(given.activation === "gelu"
      ? { approximate: given.approximate ?? false }
      : {}),
  }),
  maxPooling2d: resolvePooling,
  averagePooling2d: resolvePooling,
  maxPooling1d: resolvePooling1d,
  averagePooling1d: resolvePooling1d,
  globalAveragePooling1d: resolveGlobalPooling,
  globalMaxPooling1d: resolveGlobalPooling,
  globalAveragePooling2d: resolveGlobalPooling,
  globalMaxPooling2d: resolveGlobalPooling,
  upSampling2d: (given) => ({
    size: heightWidth(given.size ?? 2),
    interpolation: given.interpolation ?? "nearest",
  }),
  zeroPadding1d: (given) => ({ padding: given.padding }),
  zeroPadding2d: (given) => ({ padding: given.padding }),
  cropping2d: (given) => ({ cropping: given.cropping }),
  selectChannels: (given) => ({ channels: given.channels }),
  padChannels: (given) => ({ padding: given.padding }),
  layerScale: (given) => ({ initialValue: given.initialValue ?? 1e-6 }),
  rescaling: (given) => ({ scale: given.scale, offset: given.offset ?? 0 }),
  normalization: () => ({}),
  flatten: () => ({}),
  euclideanRbf: (given) => ({
    units: given.units,
    learnsCodes: given.learnsCodes ?? false,
  }),
  reshape: (given) => ({ targetShape: given.targetShape }),
  embedding: ({ inputDim, outputDim }) => ({ inputDim, outputDim }),
  dropout: (given) => ({
    rate: given.rate,
    perSample: given.perSample ?? false,
  }),
  add: () => ({}),
  multiply: () => ({}),
  concatenate: (given) => ({ axis: given.axis ?? -1 }),
};

/** Least deviation that `normalization` divides by: Keras's epsilon. */
export const LEAST_DEVIATION = 1e-7;

/** Slope of leakyRelu where a layer carries it as its activation, as in Keras's `leaky_relu`. */
export const LEAKY_RELU_SLOPE = 0.2;

function resolveConvolution(
  given: Omit<OpAttributes["conv2d"], "filters" | "groups">,
): ResolvedConvolution {
  return {
    kernelSize: heightWidth(given.kernelSize),
    strides: heightWidth(given.strides ?? 1),
    padding: given.padding ?? "valid",
    dilationRate: heightWidth(given.dilationRate ?? 1),
    useBias: given.useBias ?? true,
    activation: given.activation ?? "linear",
  };
}

function resolvePooling(given: OpAttributes["maxPooling2d"]): ResolvedPooling {
  const poolSize = heightWidth(given.poolSize ?? 2);
  return {
    poolSize,
    strides:
      given.strides === undefined ? poolSize : heightWidth(given.strides),
    padding: given.padding ?? "valid",
  };
}

function resolvePooling1d(
  given: OpAttributes["maxPooling1d"],
): ResolvedPooling1d {
  const poolSize = given.poolSize ?? 2;
  return {
    poolSize,
    strides: given.strides ?? poolSize,
    padding: given.padding ?? "valid",
  };
}

function resolveGlobalPooling(
  given: OpAttributes["globalAveragePooling2d"],
): ResolvedGlobalPooling {
  return { keepDims: given.keepDims ?? false };
}

function heightWidth(pair: Pair): HeightWidth {
  return typeof pair === "number" ? [pair, pair] : pair;
}
