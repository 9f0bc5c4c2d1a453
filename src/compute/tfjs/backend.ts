import * as tf from "@tensorflow/tfjs";
import { StudioError } from "#engine/base/errors.ts";
import type { Tensor, TensorMap } from "#engine/base/tensor.ts";

/**
 * Makes a TensorFlow.js backend the current one. The plain JavaScript `cpu` backend is always there; any other
 * must have been registered by whoever asks for it.
 * @throws StudioError `compute/no-such-backend`
 */
export async function selectBackend(name: string): Promise<void> {
  tf.env().set("PROD", true);
  if (tf.getBackend() === name) return;
  if (tf.findBackendFactory(name) === null || !(await tf.setBackend(name))) {
    throw new StudioError(
      "compute/no-such-backend",
      `TensorFlow.js has no working backend "${name}" here. Use "cpu", or install the package that brings "${name}".`,
    );
  }
}

/** Copies a tensor into TensorFlow.js. */
export function toTfjs(value: Tensor): tf.Tensor {
  return tf.tensor(value.data, [...value.shape], "float32");
}

/** Copies a tensor out of TensorFlow.js. */
export async function fromTfjs(value: tf.Tensor): Promise<Tensor> {
  const data = (await value.data()) as Float32Array;
  return { shape: value.shape, data: data.slice() };
}

/** Copies weights into TensorFlow.js; the caller disposes them. */
export function weightsToTfjs(
  weights: TensorMap,
  names: Iterable<string>,
): Map<string, tf.Tensor> {
  const copies = new Map<string, tf.Tensor>();
  for (const name of names) {
    const weight = weights.get(name);
    if (weight !== undefined) copies.set(name, toTfjs(weight));
  }
  return copies;
}
