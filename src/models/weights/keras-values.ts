import { StudioError } from "#engine/base/errors.ts";
import type { Activation, Padding1d } from "#engine/graph/layer-graph.ts";
import { isRecord, type KerasLayer } from "./keras-config.ts";

export function unsupportedLayer(layer: KerasLayer, why: string): StudioError {
  return new StudioError(
    "models/unsupported-layer",
    `Layer "${layer.name}" (${layer.className}) cannot be used here: ${why}. Use a model without this layer.`,
  );
}

/** Keras's names, also as TensorFlow.js writes them. */
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  linear: "linear",
  relu: "relu",
  relu6: "relu6",
  leaky_relu: "leakyRelu",
  elu: "elu",
  softplus: "softplus",
  sigmoid: "sigmoid",
  hard_sigmoid: "hardSigmoid",
  silu: "swish",
  swish: "swish",
  hard_silu: "hardSwish",
  hard_swish: "hardSwish",
  gelu: "gelu",
  tanh: "tanh",
  softmax: "softmax",
};

export function activation(layer: KerasLayer): Activation {
  const name = layer.config["activation"] ?? "linear";
  const found =
    typeof name === "string" && Object.hasOwn(ACTIVATIONS, name)
      ? ACTIVATIONS[name]
      : undefined;
  if (found === "hardSigmoid" && !isFromKeras3(layer)) {
    throw unsupportedLayer(
      layer,
      "its hard_sigmoid is that of Keras 2, which cuts 0.2 x + 0.5; only that of Keras 3, relu6(x + 3) / 6, is known",
    );
  }
  if (found !== undefined) return found;
  throw unsupportedLayer(
    layer,
    `its activation is ${JSON.stringify(name)}, not one of ${Object.keys(ACTIVATIONS).join(", ")}`,
  );
}

/** Keras 3 writes the type of a layer's numbers as a `DTypePolicy`, Keras 2 as a name or a `Policy`. */
function isFromKeras3({ config: { dtype } }: KerasLayer): boolean {
  return isRecord(dtype) && dtype["class_name"] === "DTypePolicy";
}

export function padding1d(layer: KerasLayer): Padding1d {
  return layer.config["padding"] === "causal" ? "causal" : padding(layer);
}

export function padding(layer: KerasLayer): "same" | "valid" {
  const value = layer.config["padding"] ?? "valid";
  if (value === "same" || value === "valid") return value;
  throw unsupportedLayer(
    layer,
    `its padding is ${JSON.stringify(value)}, not "same" or "valid"`,
  );
}

/** Keras writes the width of a border as a number, a pair, or a pair of pairs. */
export function borders(
  layer: KerasLayer,
  key: "padding" | "cropping",
): [[number, number], [number, number]] {
  const value = layer.config[key] ?? (key === "padding" ? 1 : 0);
  const [rows, columns] = Array.isArray(value)
    ? (value as unknown[])
    : [value, value];
  return [
    beforeAndAfter(layer, rows, key),
    beforeAndAfter(layer, columns, key),
  ];
}

/** A number, or a pair of numbers. */
export function beforeAndAfter(
  layer: KerasLayer,
  value: unknown,
  key = "padding",
): [number, number] {
  const [before, after] = Array.isArray(value)
    ? (value as unknown[])
    : [value, value];
  if (isCount(before, 0) && isCount(after, 0)) return [before, after];
  throw unsupportedLayer(
    layer,
    `its ${key} is ${JSON.stringify(layer.config[key])}`,
  );
}

export function pair(
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

/** One number, or a list of one. */
export function single(
  layer: KerasLayer,
  key: string,
  fallback?: number,
): number {
  const value = layer.config[key] ?? fallback;
  const [only, ...more] = Array.isArray(value) ? (value as unknown[]) : [value];
  if (isCount(only, 1) && more.length === 0) return only;
  throw unsupportedLayer(
    layer,
    `its ${key} is ${JSON.stringify(value)}, not one whole number`,
  );
}

export function count(layer: KerasLayer, key: string): number {
  const value = layer.config[key];
  if (isCount(value, 1)) return value;
  throw unsupportedLayer(
    layer,
    `its ${key} is ${JSON.stringify(value)}, not a whole number of at least 1`,
  );
}

export function optionalCount(
  layer: KerasLayer,
  key: string,
): number | undefined {
  return layer.config[key] === undefined ? undefined : count(layer, key);
}

export function real(layer: KerasLayer, key: string, fallback: number): number {
  const value = layer.config[key] ?? fallback;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw unsupportedLayer(
    layer,
    `its ${key} is ${JSON.stringify(value)}, not a number`,
  );
}

export function flag(
  layer: KerasLayer,
  key: string,
  fallback: boolean,
): boolean {
  const value = layer.config[key] ?? fallback;
  return value === true;
}

function isCount(value: unknown, least: number): value is number {
  return Number.isInteger(value) && (value as number) >= least;
}
