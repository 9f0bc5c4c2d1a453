import type { OpAttributes } from "#engine/graph/layer-graph.ts";
import type { KerasLayer } from "./keras-config.ts";
import {
  addedToNumbers,
  dropout,
  fixedNormalization,
  multipliedByNumbers,
  rescaling,
} from "./keras-scaling.ts";
import {
  activation,
  beforeAndAfter,
  borders,
  count,
  flag,
  optionalCount,
  padding,
  padding1d,
  pair,
  real,
  single,
  unsupportedLayer,
} from "./keras-values.ts";

/** What a Keras layer becomes: a layer of ours, or nothing where it passes its input on. */
export type Translation =
  | {
      [Op in keyof OpAttributes]: {
        readonly op: Op;
        readonly attributes: OpAttributes[Op];
      };
    }[keyof OpAttributes]
  | "identity";

type Translate = (layer: KerasLayer) => Translation;

/**
 * Keras class → our op. Reshape is not here: it depends on its input's shape.
 * @throws StudioError `models/unsupported-layer` naming the layer and what is understood
 */
export function translateKerasLayer(layer: KerasLayer): Translation {
  const translate = Object.hasOwn(TABLE, layer.className)
    ? TABLE[layer.className]
    : undefined;
  if (translate === undefined) {
    throw unsupportedLayer(
      layer,
      `${layer.className} is not one of ${Object.keys(TABLE).join(", ")}, Reshape`,
    );
  }
  if (layer.config["data_format"] === "channels_first") {
    throw unsupportedLayer(
      layer,
      "its data_format is channels_first, not channels_last",
    );
  }
  return translate(layer);
}

const TABLE: Readonly<Record<string, Translate>> = {
  Conv2D: (layer) => ({
    op: "conv2d",
    attributes: {
      ...convolution(layer),
      filters: count(layer, "filters"),
      groups: optionalCount(layer, "groups") ?? 1,
    },
  }),
  DepthwiseConv2D: (layer) => ({
    op: "depthwiseConv2d",
    attributes: {
      ...convolution(layer),
      depthMultiplier: optionalCount(layer, "depth_multiplier") ?? 1,
    },
  }),
  SeparableConv2D: (layer) => ({
    op: "separableConv2d",
    attributes: {
      ...convolution(layer),
      filters: count(layer, "filters"),
      depthMultiplier: optionalCount(layer, "depth_multiplier") ?? 1,
    },
  }),
  Conv1D: (layer) => ({
    op: "conv1d",
    attributes: {
      filters: count(layer, "filters"),
      kernelSize: single(layer, "kernel_size"),
      strides: single(layer, "strides", 1),
      padding: padding1d(layer),
      dilationRate: single(layer, "dilation_rate", 1),
      groups: optionalCount(layer, "groups") ?? 1,
      useBias: flag(layer, "use_bias", true),
      activation: activation(layer),
    },
  }),
  Embedding: (layer) => ({
    op: "embedding",
    attributes: {
      inputDim: count(layer, "input_dim"),
      outputDim: count(layer, "output_dim"),
    },
  }),
  LayerNormalization: (layer) => ({
    op: "layerNormalization",
    attributes: {
      epsilon: real(layer, "epsilon", 0.001),
      center: flag(layer, "center", true),
      scale: flag(layer, "scale", true),
    },
  }),
  Dense: (layer) => ({
    op: "dense",
    attributes: {
      units: count(layer, "units"),
      useBias: flag(layer, "use_bias", true),
      activation: activation(layer),
    },
  }),
  BatchNormalization: (layer) => ({
    op: "batchNormalization",
    attributes: {
      momentum: real(layer, "momentum", 0.99),
      epsilon: real(layer, "epsilon", 0.001),
      center: flag(layer, "center", true),
      scale: flag(layer, "scale", true),
    },
  }),
  Activation: (layer) => {
    if (layer.config["activation"] === "gelu_new") {
      const attributes = { activation: "gelu", approximate: true } as const;
      return { op: "activation", attributes };
    }
    const name = activation(layer);
    return name === "linear"
      ? "identity"
      : { op: "activation", attributes: { activation: name } };
  },
  ReLU: (layer) => {
    const most = layer.config["max_value"] ?? null;
    const slope = layer.config["negative_slope"] ?? 0;
    const threshold = layer.config["threshold"] ?? 0;
    if ((most !== null && most !== 6) || slope !== 0 || threshold !== 0) {
      throw unsupportedLayer(
        layer,
        `its max_value is ${String(most)}, its negative_slope ${String(slope)} and its threshold ${String(threshold)}; only plain ReLU and ReLU6 are known`,
      );
    }
    return {
      op: "activation",
      attributes: { activation: most === 6 ? "relu6" : "relu" },
    };
  },
  LeakyReLU: (layer) => ({
    op: "activation",
    attributes: {
      activation: "leakyRelu",
      negativeSlope: real(
        layer,
        layer.config["negative_slope"] === undefined
          ? "alpha"
          : "negative_slope",
        0.3,
      ),
    },
  }),
  ELU: (layer) => {
    const alpha = real(layer, "alpha", 1);
    if (alpha !== 1)
      throw unsupportedLayer(layer, `its alpha is ${alpha}, not 1`);
    return { op: "activation", attributes: { activation: "elu" } };
  },
  Softmax: () => ({ op: "activation", attributes: { activation: "softmax" } }),
  MaxPooling2D: (layer) => ({ op: "maxPooling2d", attributes: pooling(layer) }),
  AveragePooling2D: (layer) => ({
    op: "averagePooling2d",
    attributes: pooling(layer),
  }),
  GlobalAveragePooling2D: (layer) => ({
    op: "globalAveragePooling2d",
    attributes: { keepDims: flag(layer, "keepdims", false) },
  }),
  GlobalMaxPooling2D: (layer) => ({
    op: "globalMaxPooling2d",
    attributes: { keepDims: flag(layer, "keepdims", false) },
  }),
  MaxPooling1D: (layer) => ({
    op: "maxPooling1d",
    attributes: pooling1d(layer),
  }),
  AveragePooling1D: (layer) => ({
    op: "averagePooling1d",
    attributes: pooling1d(layer),
  }),
  GlobalAveragePooling1D: (layer) => ({
    op: "globalAveragePooling1d",
    attributes: { keepDims: flag(layer, "keepdims", false) },
  }),
  GlobalMaxPooling1D: (layer) => ({
    op: "globalMaxPooling1d",
    attributes: { keepDims: flag(layer, "keepdims", false) },
  }),
  UpSampling2D: (layer) => {
    const interpolation = layer.config["interpolation"] ?? "nearest";
    if (interpolation !== "nearest" && interpolation !== "bilinear") {
      throw unsupportedLayer(
        layer,
        `its interpolation is ${JSON.stringify(interpolation)}, not "nearest" or "bilinear"`,
      );
    }
    const attributes = { size: pair(layer, "size", 2), interpolation } as const;
    return { op: "upSampling2d", attributes };
  },
  ZeroPadding1D: (layer) => ({
    op: "zeroPadding1d",
    attributes: {
      padding: beforeAndAfter(layer, layer.config["padding"] ?? 1),
    },
  }),
  ZeroPadding2D: (layer) => ({
    op: "zeroPadding2d",
    attributes: { padding: borders(layer, "padding") },
  }),
  Cropping2D: (layer) => ({
    op: "cropping2d",
    attributes: { cropping: borders(layer, "cropping") },
  }),
  Rescaling: (layer) => ({ op: "rescaling", attributes: rescaling(layer) }),
  Normalization: (layer) => {
    const attributes = fixedNormalization(layer);
    return attributes === undefined
      ? { op: "normalization", attributes: {} }
      : { op: "rescaling", attributes };
  },
  LayerScale: (layer) => ({
    op: "layerScale",
    attributes: { initialValue: real(layer, "init_values", 1e-6) },
  }),
  StochasticDepth: (layer) => ({
    op: "dropout",
    attributes: { rate: real(layer, "drop_path_rate", 0), perSample: true },
  }),
  Flatten: () => ({ op: "flatten", attributes: {} }),
  Dropout: (layer) => ({ op: "dropout", attributes: dropout(layer) }),
  Multiply: (layer) =>
    multipliedByNumbers(layer) ?? { op: "multiply", attributes: {} },
  Add: (layer) => addedToNumbers(layer) ?? { op: "add", attributes: {} },
  Concatenate: (layer) => ({
    op: "concatenate",
    attributes: { axis: real(layer, "axis", -1) },
  }),
};

function convolution(layer: KerasLayer) {
  return {
    kernelSize: pair(layer, "kernel_size"),
    strides: pair(layer, "strides", 1),
    padding: padding(layer),
    dilationRate: pair(layer, "dilation_rate", 1),
    useBias: flag(layer, "use_bias", true),
    activation: activation(layer),
  };
}

function pooling(layer: KerasLayer): OpAttributes["maxPooling2d"] {
  const poolSize = pair(layer, "pool_size", 2);
  const given = layer.config["strides"] ?? null;
  const strides = given === null ? poolSize : pair(layer, "strides");
  return { poolSize, strides, padding: padding(layer) };
}

function pooling1d(layer: KerasLayer): OpAttributes["maxPooling1d"] {
  const poolSize = single(layer, "pool_size", 2);
  const given = layer.config["strides"] ?? null;
  const strides = given === null ? poolSize : single(layer, "strides");
  return { poolSize, strides, padding: padding(layer) };
}
