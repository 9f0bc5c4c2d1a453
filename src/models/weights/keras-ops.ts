import { StudioError } from "#engine/base/errors.ts";
import type { Activation, OpAttributes } from "#engine/graph/layer-graph.ts";
import type { KerasLayer } from "./keras-config.ts";

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
  Dense: (layer) => ({
    op: "dense",
    attributes: {
      units: count(layer, "units"),
      useBias: flag(layer, "use_bias", true),
      activation: activation(layer, layer.config["activation"]),
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
    const name = activation(layer, layer.config["activation"]);
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
  ZeroPadding2D: (layer) => ({
    op: "zeroPadding2d",
    attributes: { padding: borders(layer) },
  }),
  Flatten: () => ({ op: "flatten", attributes: {} }),
  Dropout: (layer) => ({
    op: "dropout",
    attributes: { rate: real(layer, "rate", 0) },
  }),
  Add: () => ({ op: "add", attributes: {} }),
  Concatenate: (layer) => ({
    op: "concatenate",
    attributes: { axis: real(layer, "axis", -1) },
  }),
};

export function unsupportedLayer(layer: KerasLayer, why: string): StudioError {
  return new StudioError(
    "models/unsupported-layer",
    `Layer "${layer.name}" (${layer.className}) cannot be used here: ${why}. Use a model without this layer.`,
  );
}

function convolution(layer: KerasLayer) {
  return {
    kernelSize: pair(layer, "kernel_size"),
    strides: pair(layer, "strides", 1),
    padding: padding(layer),
    dilationRate: pair(layer, "dilation_rate", 1),
    useBias: flag(layer, "use_bias", true),
    activation: activation(layer, layer.config["activation"]),
  };
}

function pooling(layer: KerasLayer): OpAttributes["maxPooling2d"] {
  const poolSize = pair(layer, "pool_size", 2);
  const given = layer.config["strides"] ?? null;
  const strides = given === null ? poolSize : pair(layer, "strides");
  return { poolSize, strides, padding: padding(layer) };
}

const ACTIVATIONS = new Set<unknown>([
  "linear",
  "relu",
  "relu6",
  "sigmoid",
  "tanh",
  "softmax",
]);

function activation(layer: KerasLayer, value: unknown): Activation {
  const name = value ?? "linear";
  if (ACTIVATIONS.has(name)) return name as Activation;
  throw unsupportedLayer(
    layer,
    `its activation is ${JSON.stringify(value)}, not one of ${[...ACTIVATIONS].join(", ")}`,
  );
}

function padding(layer: KerasLayer): "same" | "valid" {
  const value = layer.config["padding"] ?? "valid";
  if (value === "same" || value === "valid") return value;
  throw unsupportedLayer(
    layer,
    `its padding is ${JSON.stringify(value)}, not "same" or "valid"`,
  );
}

/** Keras writes the padding of a border as a number, a pair, or a pair of pairs. */
function borders(layer: KerasLayer): OpAttributes["zeroPadding2d"]["padding"] {
  const value = layer.config["padding"] ?? 1;
  const axis = (item: unknown): [number, number] => {
    const [before, after] = Array.isArray(item)
      ? (item as unknown[])
      : [item, item];
    if (isCount(before, 0) && isCount(after, 0)) return [before, after];
    throw unsupportedLayer(layer, `its padding is ${JSON.stringify(value)}`);
  };
  if (!Array.isArray(value)) return [axis(value), axis(value)];
  return [axis(value[0]), axis(value[1])];
}

function pair(
  layer: KerasLayer,
  key: string,
  fallback?: number,
): [number, number] {
  const value = layer.config[key] ?? fallback;
  const [first, second] = Array.isArray(value)
    ? (value as unknown[])
    : [value, value];
  if (isCount(first, 1) && isCount(second, 1)) return [first, second];
  throw unsupportedLayer(
    layer,
    `its ${key} is ${JSON.stringify(value)}, not one or two whole numbers`,
  );
}

function count(layer: KerasLayer, key: string): number {
  const value = layer.config[key];
  if (isCount(value, 1)) return value;
  throw unsupportedLayer(
    layer,
    `its ${key} is ${JSON.stringify(value)}, not a whole number of at least 1`,
  );
}

function optionalCount(layer: KerasLayer, key: string): number | undefined {
  return layer.config[key] === undefined ? undefined : count(layer, key);
}

function real(layer: KerasLayer, key: string, fallback: number): number {
  const value = layer.config[key] ?? fallback;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw unsupportedLayer(
    layer,
    `its ${key} is ${JSON.stringify(value)}, not a number`,
  );
}

function flag(layer: KerasLayer, key: string, fallback: boolean): boolean {
  const value = layer.config[key] ?? fallback;
  return value === true;
}

function isCount(value: unknown, least: number): value is number {
  return Number.isInteger(value) && (value as number) >= least;
}
