import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  nativeBackend,
  type NativeBackend,
} from "#engine/compute/tfjs/native/kernels/native-backend.ts";
import { NATIVE_BACKEND } from "#engine/compute/tfjs/native/load-native.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import {
  createNativeExecutor,
  nativeTensorflowUnavailable,
} from "#test/helpers/native-tensorflow.ts";

const unavailable = await nativeTensorflowUnavailable();

describe.skipIf(unavailable)(`tf.layers ${unavailable ?? ""}`, () => {
  beforeAll(async () => {
    await createNativeExecutor();
    tf.env().set("PROD", true);
    await tf.setBackend("cpu");
  });
  afterEach(() => tf.setBackend("cpu"));
  failOnLeaks();

  it("trains with the fused ops, to the weights of plain JavaScript", async () => {
    const theirs = await trainedOn("cpu");
    const ops = listenToOps();
    const ours = await trainedOn(NATIVE_BACKEND);
    const used = ops.stop();
    expect(used.get("FusedBatchNormV3")).toBe(2 * STEPS);
    expect(used.get("FusedBatchNormGradV3")).toBe(2 * STEPS);
    expect(used.get("Relu6Grad")).toBe(STEPS);
    expect(used.get("ReluGrad")).toBe(STEPS);
    expect(ours).toHaveLength(theirs.length);
    ours.forEach((values, weight) => {
      const difference = values.reduce(
        (most, value, index) =>
          Math.max(
            most,
            Math.abs(value - (theirs[weight]?.[index] ?? Number.NaN)),
          ),
        0,
      );
      expect(difference).toBeLessThan(1e-5);
    });
  });

  it("has TensorFlow's gradients for kernels called by name", async () => {
    const results: Float32Array[] = [];
    for (const backend of ["cpu", NATIVE_BACKEND]) {
      await tf.setBackend(backend);
      const gradients = tf.tidy(() => {
        const x = tf.tensor4d(noise(2 * 5 * 5 * 4), [2, 5, 5, 4]);
        const each = tf.grads(
          (...[picture, mean, variance, offset, scale]: tf.Tensor[]) =>
            tf.sum(
              tf.square(
                tf.localResponseNormalization(
                  tf.batchNorm(
                    picture as tf.Tensor4D,
                    mean as tf.Tensor1D,
                    variance as tf.Tensor1D,
                    offset as tf.Tensor1D,
                    scale as tf.Tensor1D,
                  ) as tf.Tensor4D,
                  2,
                ),
              ),
            ),
        )([
          x,
          tf.tensor1d([0.1, 0.2, -0.1, 0]),
          tf.tensor1d([1, 2, 0.5, 1.5]),
          tf.tensor1d([0.3, 0, -0.2, 1]),
          tf.tensor1d([1, 0.7, 1.2, -0.5]),
        ]);
        return tf.concat(each.map((value) => tf.reshape(value, [-1])));
      });
      results.push((await gradients.data()) as Float32Array);
      gradients.dispose();
    }
    const [theirs = new Float32Array(), ours = new Float32Array()] = results;
    expect(ours).toHaveLength(theirs.length);
    ours.forEach((value, index) => {
      const expected = theirs[index] ?? Number.NaN;
      const allowed = 1e-4 * (1 + Math.abs(expected));
      expect(Math.abs(value - expected)).toBeLessThan(allowed);
    });
  });
});

const STEPS = 3;

async function trainedOn(backend: string): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [6, 6, 2],
        filters: 4,
        kernelSize: 3,
        useBias: false,
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
      }),
      tf.layers.batchNormalization({ momentum: 0.8 }),
      tf.layers.reLU({ maxValue: 6 }),
      tf.layers.depthwiseConv2d({
        kernelSize: 3,
        useBias: false,
        depthwiseInitializer: tf.initializers.glorotUniform({ seed: 2 }),
      }),
      tf.layers.batchNormalization({}),
      tf.layers.reLU({}),
      tf.layers.flatten(),
      tf.layers.dense({
        units: 3,
        activation: "softmax",
        kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }),
      }),
    ],
  });
  const optimizer = tf.train.sgd(0.05);
  model.compile({ optimizer, loss: "categoricalCrossentropy" });
  const x = tf.tensor4d(noise(4 * 6 * 6 * 2), [4, 6, 6, 2]);
  const y = tf.tidy(() => tf.oneHot(tf.tensor1d([0, 1, 2, 0], "int32"), 3));
  for (let step = 0; step < STEPS; step++) await model.trainOnBatch(x, y);
  const weights = model
    .getWeights()
    .map((weight) => (weight.dataSync() as Float32Array).slice());
  tf.dispose([x, y]);
  model.dispose();
  optimizer.dispose();
  return weights;
}

function noise(length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.sin(7 * index + 1));
}

/** Counts the ops that TensorFlow is asked to run. */
function listenToOps() {
  const backend = nativeBackend() as NativeBackend & Record<string, unknown>;
  const counts = new Map<string, number>();
  const names = ["executeSingleOutput", "executeMultipleOutputs"] as const;
  for (const name of names) {
    const former = backend[name] as (...given: unknown[]) => unknown;
    Object.assign(backend, {
      [name]: (...given: unknown[]) => {
        const op = String(given[0]);
        counts.set(op, (counts.get(op) ?? 0) + 1);
        return former.apply(backend, given);
      },
    });
  }
  return {
    stop() {
      for (const name of names) Reflect.deleteProperty(backend, name);
      return counts;
    },
  };
}
