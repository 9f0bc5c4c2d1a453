import * as tf from "@tensorflow/tfjs";
import { normalizeBatch } from "./batch-normalization.ts";
import { isNative } from "./native-backend.ts";

/** A weight of a layer of tf.layers. */
interface LayerWeight {
  read(): tf.Tensor;
  write(value: tf.Tensor): void;
}

/** What is used here of tf.layers' BatchNormalization; null and undefined where `scale` or `center` is false. */
interface NormalizationLayer {
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly gamma?: LayerWeight;
  readonly beta?: LayerWeight;
  readonly movingMean: LayerWeight;
  readonly movingVariance: LayerWeight;
}

interface RectifierLayer {
  readonly maxValue?: number | null;
}

type Inputs = tf.Tensor | readonly tf.Tensor[];
type Call<Layer> = (
  this: Layer,
  inputs: Inputs,
  options: Readonly<Record<string, unknown>>,
) => tf.Tensor;

/**
 * Lets models of tf.layers train with the fused ops too. tf.layers composes these two layers of ops that no gradient of a kernel can
 * join again: the batch's statistics, and a rectifier that is clipped.
 */
export function useFusedLayers(): void {
  replaceCall<NormalizationLayer>("BatchNormalization", normalizationCall);
  replaceCall<RectifierLayer>("ReLU", rectifierCall);
}

const replaced = new Set<string>();

/** @param fused returns undefined for what it does not do */
function replaceCall<Layer>(
  className: string,
  fused: (
    layer: Layer,
    input: tf.Tensor,
    isTraining: boolean,
  ) => tf.Tensor | undefined,
): void {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const [layerClass] = classNameMap[className] ?? [];
  if (layerClass === undefined || replaced.has(className)) return;
  replaced.add(className);
  const prototype = (
    layerClass as unknown as { prototype: { call: Call<Layer> } }
  ).prototype;
  const former = prototype.call;
  prototype.call = function (inputs, options) {
    const input = inputs instanceof tf.Tensor ? inputs : inputs[0];
    const value =
      isNative() && input !== undefined
        ? fused(this, input, options["training"] === true)
        : undefined;
    return value ?? former.call(this, inputs, options);
  };
}

function normalizationCall(
  layer: NormalizationLayer,
  input: tf.Tensor,
  isTraining: boolean,
): tf.Tensor | undefined {
  const isLast = layer.axis === -1 || layer.axis === input.rank - 1;
  if (!isTraining || !isLast) return undefined;
  return tf.tidy(() => {
    const channels = [input.shape.at(-1) ?? 1];
    const { value, mean, variance } = normalizeBatch(
      input,
      layer.gamma?.read() ?? tf.ones(channels),
      layer.beta?.read() ?? tf.zeros(channels),
      layer.epsilon,
    );
    follow(layer.movingMean, mean, layer.momentum);
    follow(layer.movingVariance, variance, layer.momentum);
    tf.dispose([mean, variance]);
    return value;
  });
}

function follow(average: LayerWeight, now: tf.Tensor, momentum: number): void {
  const before = average.read();
  const step = tf.mul(tf.sub(before, now), 1 - momentum);
  average.write(tf.sub(before, step));
}

function rectifierCall(
  { maxValue }: RectifierLayer,
  input: tf.Tensor,
): tf.Tensor | undefined {
  return maxValue === 6 ? tf.relu6(input) : undefined;
}
