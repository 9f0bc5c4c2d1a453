import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Tensor, TensorMap } from "#engine/base/tensor.ts";
import type {
  Executor,
  TrainerRequest,
  TrainerState,
} from "#engine/compute/executor.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import {
  createNativeExecutor,
  nativeTensorflowUnavailable,
} from "#test/helpers/native-tensorflow.ts";
import { caseWeights, randomTensor } from "#test/helpers/random-tensors.ts";

const unavailable = await nativeTensorflowUnavailable();
const REFERENCE = createTfjsExecutor({ backend: "cpu" });
const BATCH = 3;
const CLASSES = 4;

describe.skipIf(unavailable)(`native executor ${unavailable ?? ""}`, () => {
  let native: Executor;
  beforeAll(async () => {
    native = await createNativeExecutor();
    await tf.setBackend("cpu");
  });
  failOnLeaks();

  const graph = fusedNetwork();
  const weights = caseWeights(graph);
  const input = randomTensor([BATCH, ...graph.input.shape], "input");

  it("gives the reference's value in every layer, to 1e-5", async () => {
    const taps = graph.layers.map((layer) => layer.name);
    const request = { graph, weights, taps };
    const [ours, theirs] = await Promise.all(
      [native, REFERENCE].map((executor) => forward(executor, request, input)),
    );
    expectClose(ours, theirs, 1e-5);
  });

  it("gives the reference's gradient of the picture, to 1e-5", async () => {
    const chosen = randomTensor([BATCH, CLASSES], "chosen");
    const results: TensorMap[] = [];
    for (const executor of [native, REFERENCE]) {
      const session = await executor.createGradient({
        graph,
        weights,
        layer: "picture",
      });
      const { gradients } = await session.run(input, chosen);
      results.push(new Map([["picture", gradients]]));
      await session.dispose();
    }
    expectClose(results[0], results[1], 1e-5);
  });

  it.each([
    ["training", { kind: "adam" }],
    ["inference", { kind: "adam" }],
    ["training", { kind: "sgd", momentum: 0.9, nesterov: true }],
    ["training", { kind: "sgd", momentum: 0 }],
    ["training", { kind: "adamw" }],
  ] as const)(
    "takes the reference's steps: normalization in %s mode, %o",
    async (batchNormalization, optimizer) => {
      const request: TrainerRequest = {
        graph,
        weights,
        trainableLayers: new Set(graph.layers.map((layer) => layer.name)),
        batchNormalization,
        optimizer,
        rateFactors: new Map([["stem", 0.5]]),
        averageDecay: 0.9,
        clipNorm: 2,
        labelSmoothing: 0.1,
        batchSize: BATCH,
        seed: 3,
      };
      const ours = await steps(native, request, input, 4);
      const theirs = await steps(REFERENCE, request, input, 4);
      ours.losses.forEach((loss, step) => {
        expect(loss).toBeCloseTo(theirs.losses[step] ?? Number.NaN, 4);
      });
      expectClose(ours.state.weights, theirs.state.weights, 1e-4);
      expectClose(ours.state.averages, theirs.state.averages, 1e-4);
    },
  );

  it("goes on from a state as if it had never stopped", async () => {
    const request: TrainerRequest = {
      graph,
      weights,
      trainableLayers: new Set(graph.layers.map((layer) => layer.name)),
      batchNormalization: "training",
      optimizer: { kind: "adam" },
      batchSize: BATCH,
      seed: 3,
    };
    const whole = await steps(native, request, input, 4);
    const half = await steps(native, request, input, 2);
    const rest = await steps(native, request, input, 2, half.state);
    expect([...half.losses, ...rest.losses]).toEqual(whole.losses);
    expectClose(rest.state.weights, whole.state.weights, 0);
    expectClose(rest.state.slots, whole.state.slots, 0);
  });

  it("leaves the caller's weights alone", async () => {
    const before = new Map(
      [...weights].map(([name, value]) => [
        name,
        { shape: value.shape, data: value.data.slice() },
      ]),
    );
    const request: TrainerRequest = {
      graph,
      weights,
      trainableLayers: new Set(graph.layers.map((layer) => layer.name)),
      batchNormalization: "training",
      optimizer: { kind: "adam" },
      batchSize: BATCH,
      seed: 3,
    };
    await steps(native, request, input, 2);
    expectClose(weights, before, 0);
  });
});

/** What the fused kernels stand for: normalization of pictures and vectors, with and without γ and β, and the rectifiers. */
function fusedNetwork() {
  const net = createLayerBuilder("fused", {
    name: "picture",
    shape: [9, 7, 3],
  });
  net.layer("conv2d", "stem", {
    filters: 6,
    kernelSize: 3,
    strides: 2,
    padding: "same",
    useBias: false,
  });
  net.layer("batchNormalization", "stem-norm", { momentum: 0.7 });
  net.layer("activation", "stem-relu6", { activation: "relu6" });
  net.layer("depthwiseConv2d", "depthwise", {
    kernelSize: 3,
    padding: "same",
    useBias: false,
  });
  net.layer("batchNormalization", "bare-norm", { center: false, scale: false });
  net.layer("activation", "relu", { activation: "relu" });
  net.layer("maxPooling2d", "pool", {
    poolSize: 3,
    strides: 2,
    padding: "same",
  });
  // No biases before a normalization: their gradient is zero but for rounding, which Adam would blow up.
  net.layer("conv2d", "project", {
    filters: 5,
    kernelSize: 1,
    useBias: false,
  });
  net.layer("flatten", "flat", {});
  net.layer("dense", "hidden", { units: 7, useBias: false });
  net.layer("batchNormalization", "vector-norm", {});
  net.layer("dense", "out", { units: CLASSES, activation: "softmax" });
  return net.build();
}

async function forward(
  executor: Executor,
  request: Parameters<Executor["createForward"]>[0],
  input: Tensor,
): Promise<TensorMap> {
  const session = await executor.createForward(request);
  const values = await session.run(input);
  await session.dispose();
  return values;
}

async function steps(
  executor: Executor,
  request: TrainerRequest,
  input: Tensor,
  count: number,
  from?: TrainerState,
) {
  const trainer = await executor.createTrainer(request);
  if (from) await trainer.setState(from);
  const labels = new Float32Array(BATCH * CLASSES);
  for (let row = 0; row < BATCH; row++) labels[row * CLASSES + row] = 1;
  const losses: number[] = [];
  for (let step = 0; step < count; step++) {
    const result = await trainer.step({
      input,
      labels: { shape: [BATCH, CLASSES], data: labels },
      sampleWeights: { shape: [BATCH], data: Float32Array.of(1, 0.5, 2) },
      learningRate: 0.01,
    });
    losses.push(result.loss);
  }
  const state = await trainer.getState();
  await trainer.dispose();
  return { losses, state };
}

function expectClose(
  ours: TensorMap | undefined,
  theirs: TensorMap | undefined,
  tolerance: number,
): void {
  expect([...(ours?.keys() ?? [])]).toEqual([...(theirs?.keys() ?? [])]);
  for (const [name, { shape, data }] of ours ?? []) {
    const other = theirs?.get(name);
    expect({ name, shape }).toEqual({ name, shape: other?.shape });
    const largest = data.reduce(
      (most, value, index) =>
        Math.max(most, Math.abs(value - (other?.data[index] ?? Number.NaN))),
      0,
    );
    expect({ name, isClose: largest <= tolerance, largest }).toEqual({
      name,
      isClose: true,
      largest,
    });
  }
}
