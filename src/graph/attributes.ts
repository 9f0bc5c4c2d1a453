import type {
  Activation,
  LayerOp,
  OpAttributes,
  Pair,
  Padding,
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

/** The attributes of every op with Keras's defaults filled in and every pair written as [height, width]. */
export interface ResolvedAttributes {
  conv2d: ResolvedConvolution & {
    readonly filters: number;
    readonly groups: number;
  };
  depthwiseConv2d: ResolvedConvolution & { readonly depthMultiplier: number };
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
  activation: { readonly activation: Activation };
  maxPooling2d: ResolvedPooling;
  averagePooling2d: ResolvedPooling;
  globalAveragePooling2d: { readonly keepDims: boolean };
  zeroPadding2d: { readonly padding: readonly [HeightWidth, HeightWidth] };
  flatten: Record<string, never>;
  dropout: { readonly rate: number };
  add: Record<string, never>;
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
  activation: (given) => ({ activation: given.activation }),
  maxPooling2d: resolvePooling,
  averagePooling2d: resolvePooling,
  globalAveragePooling2d: (given) => ({ keepDims: given.keepDims ?? false }),
  zeroPadding2d: (given) => ({ padding: given.padding }),
  flatten: () => ({}),
  dropout: (given) => ({ rate: given.rate }),
  add: () => ({}),
  concatenate: (given) => ({ axis: given.axis ?? -1 }),
};

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

function heightWidth(pair: Pair): HeightWidth {
  return typeof pair === "number" ? [pair, pair] : pair;
}
