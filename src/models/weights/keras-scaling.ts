import { LEAST_DEVIATION } from "#engine/graph/attributes.ts";
import type { OpAttributes } from "#engine/graph/layer-graph.ts";
import { isRecord, type KerasLayer } from "./keras-config.ts";
import { flag, real, unsupportedLayer } from "./keras-values.ts";

/** Rescaling: its numbers may be lists, or arrays of NumPy as Keras 3 writes them. */
export function rescaling(layer: KerasLayer): OpAttributes["rescaling"] {
  return {
    scale: numberOrList(layer, "scale"),
    offset: layer.config["offset"] == null ? 0 : numberOrList(layer, "offset"),
  };
}

/**
 * Normalization with statistics that the config holds, as the scale and shift that it is.
 * @returns undefined where its statistics are weights
 */
export function fixedNormalization(
  layer: KerasLayer,
): OpAttributes["rescaling"] | undefined {
  const { mean, variance } = layer.config;
  const isInverse = flag(layer, "invert", false);
  if (mean == null && variance == null) {
    if (!isInverse) return undefined;
    throw unsupportedLayer(layer, "it inverts a normalization by weights");
  }
  const means = listOf(numberOrList(layer, "mean"));
  const variances = listOf(numberOrList(layer, "variance"));
  const longer = means.length < variances.length ? variances : means;
  const at = (list: readonly number[], i: number) =>
    (list.length === 1 ? list[0] : list[i]) ?? Number.NaN;
  const statistics = longer.map((_, i) => ({
    mean: at(means, i),
    deviation: Math.max(Math.sqrt(at(variances, i)), LEAST_DEVIATION),
  }));
  return isInverse
    ? {
        scale: oneOrList(statistics.map(({ deviation }) => deviation)),
        offset: oneOrList(statistics.map((each) => each.mean)),
      }
    : {
        scale: oneOrList(statistics.map(({ deviation }) => 1 / deviation)),
        offset: oneOrList(
          statistics.map((each) => -each.mean / each.deviation),
        ),
      };
}

interface Rescaling {
  readonly op: "rescaling";
  readonly attributes: OpAttributes["rescaling"];
}

/** `x * 2`, which Keras 3 calls Multiply as it does the product of layers; undefined for that. */
export function multipliedByNumbers({
  constants = [],
}: KerasLayer): Rescaling | undefined {
  if (constants.length === 0) return undefined;
  const scale = constants.reduce((product, value) => product * value, 1);
  return { op: "rescaling", attributes: { scale } };
}

/** `x + 3`, which Keras 3 calls Add as it does the sum of layers; undefined for that. */
export function addedToNumbers({
  constants = [],
}: KerasLayer): Rescaling | undefined {
  if (constants.length === 0) return undefined;
  const offset = constants.reduce((sum, value) => sum + value, 0);
  return { op: "rescaling", attributes: { scale: 1, offset } };
}

/** Dropout of single units, or of whole pictures. */
export function dropout(layer: KerasLayer): OpAttributes["dropout"] {
  const rate = real(layer, "rate", 0);
  const noise = layer.config["noise_shape"] ?? null;
  if (noise === null) return { rate };
  const [batch, ...others] = Array.isArray(noise) ? (noise as unknown[]) : [0];
  if (batch === null && others.every((extent) => extent === 1))
    return { rate, perSample: true };
  throw unsupportedLayer(
    layer,
    `its noise_shape is ${JSON.stringify(noise)}, neither null nor [null, 1, 1, 1]`,
  );
}

function numberOrList(
  layer: KerasLayer,
  key: string,
): number | readonly number[] {
  const given = layer.config[key];
  const isArray = isRecord(given) && given["class_name"] === "__numpy__";
  const config = isArray ? given["config"] : undefined;
  const value = isRecord(config) ? config["value"] : given;
  if (isFinite(value)) return value;
  const list = Array.isArray(value) ? (value.flat(Infinity) as unknown[]) : [];
  if (list.length > 0 && list.every(isFinite)) return list;
  throw unsupportedLayer(
    layer,
    `its ${key} is ${JSON.stringify(given)}, neither a number nor a list of numbers`,
  );
}

function oneOrList(values: readonly number[]): number | readonly number[] {
  const [only] = values;
  return only !== undefined && values.length === 1 ? only : values;
}

function listOf(value: number | readonly number[]): readonly number[] {
  return typeof value === "number" ? [value] : value;
}

function isFinite(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
