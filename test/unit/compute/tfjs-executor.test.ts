import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { tensor, type TensorMap } from "#engine/base/tensor.ts";
import {
  dropoutMask,
  dropoutMaskShape,
} from "#engine/compute/dropout-masks.ts";
import type {
  TrainerRequest,
  TrainingBatch,
} from "#engine/compute/executor.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import { randomTensor } from "#test/helpers/random-tensors.ts";

failOnLeaks();

const EXECUTOR = createTfjsExecutor({ backend: "cpu" });

/** Many ops, in branches that meet; each op by itself is in the table of ops. */
function manyOps(): LayerGraph {
  const net = createLayerBuilder("many-ops", { name: "x", shape: [7, 6, 2] });
  net.layer("zeroPadding2d", "pad", {
    padding: [
      [1, 0],
      [0, 1],
    ],
  });
  net.layer("conv2d", "conv", {
    filters: 4,
    kernelSize: 3,
    strides: 2,
    padding: "same",
    activation: "tanh",
  });
  net.layer("batchNormalization", "norm", { momentum: 0.8 });
  const left = net.layer("activation", "smooth", { activation: "sigmoid" });
  net.layer("depthwiseConv2d", "depthwise", {
    kernelSize: 3,
    padding: "same",
    depthMultiplier: 1,
  });
  net.layer("conv2d", "grouped", {
    filters: 4,
    kernelSize: 1,
    groups: 2,
    useBias: false,
  });
  net.layer("add", "sum", {}, [left, "grouped"]);
  const average = net.layer(
    "averagePooling2d",
    "average",
    { poolSize: 3, strides: 1, padding: "same" },
    "sum",
  );
  const most = net.layer(
    "maxPooling2d",
    "most",
    { poolSize: 3, strides: 1, padding: "same" },
    "sum",
  );
  net.layer("concatenate", "both", {}, [average, most]);
  net.layer("dropout", "drop", { rate: 0.25 });
  const pooled = net.layer("globalAveragePooling2d", "pool", {});
  const flat = net.layer("flatten", "flat", {}, "drop");
  net.layer("dense", "a", { units: 5, activation: "tanh" }, pooled);
  net.layer("dense", "b", { units: 5 }, flat);
  net.layer("add", "joined", {}, ["a", "b"]);
  net.layer("dense", "out", { units: 3, activation: "softmax" });
  return net.build();
}

function request(
  graph: LayerGraph,
  weights: TensorMap,
  more: Partial<TrainerRequest> = {},
): TrainerRequest {
  return {
    graph,
    weights,
    trainableLayers: new Set(graph.layers.map((node) => node.name)),
    batchNormalization: "training",
    optimizer: { kind: "sgd", momentum: 0 },
    batchSize: 4,
    seed: 5,
    ...more,
  };
}

function batchOf(graph: LayerGraph, learningRate: number): TrainingBatch {
  const labels = new Float32Array([1, 0, 0, 0, 1, 0, 0, 0, 1, 0.5, 0.5, 0]);
  return {
    input: randomTensor([4, ...graph.input.shape], "input"),
    labels: tensor([4, 3], labels),
    sampleWeights: tensor([4], new Float32Array([1, 2, 0.5, 1])),
    learningRate,
  };
}

describe("tfjs trainer", () => {
  const graph = manyOps();
  const weights = initializeWeights(graph, 3);

  it("moves running averages towards the batch's, biased variance, and leaves frozen ones alone", async () => {
    const net = createLayerBuilder("norm", { name: "x", shape: [3] });
    net.layer("batchNormalization", "norm", { momentum: 0.9 });
    net.layer("batchNormalization", "frozen", { momentum: 0.9 });
    net.layer("dense", "out", { units: 3, activation: "softmax" });
    const small = net.build();
    const start = initializeWeights(small, 1);
    const batch = batchOf(small, 0.1);
    const trainer = await EXECUTOR.createTrainer(
      request(small, start, { trainableLayers: new Set(["norm", "out"]) }),
    );
    await trainer.step(batch);
    const { weights: now, step } = await trainer.getState();
    await trainer.dispose();
    const column = [0, 1, 2, 3].map(
      (row) => batch.input.data[row * 3] as number,
    );
    const mean = column.reduce((sum, value) => sum + value, 0) / 4;
    const variance =
      column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4;
    expect(now.get("norm/moving_mean")?.data[0]).toBeCloseTo(0.1 * mean, 6);
    expect(now.get("norm/moving_variance")?.data[0]).toBeCloseTo(
      0.9 + 0.1 * variance,
      6,
    );
    expect(now.get("frozen/moving_mean")).toEqual(
      start.get("frozen/moving_mean"),
    );
    expect(now.get("frozen/gamma")).toEqual(start.get("frozen/gamma"));
    expect(step).toBe(1);
  });

  it.each([
    [{ kind: "sgd", momentum: 0.9 }],
    [{ kind: "sgd", momentum: 0.9, nesterov: true }],
    [{ kind: "adam" }],
  ] as const)("resumes bit for bit with %j", async (optimizer) => {
    const batch = batchOf(graph, 0.01);
    const options = { optimizer, weightDecay: 0.01, labelSmoothing: 0.1 };
    const whole = await EXECUTOR.createTrainer(
      request(graph, weights, options),
    );
    await whole.step(batch);
    const middle = await whole.getState();
    await whole.step(batch);
    const resumed = await EXECUTOR.createTrainer(
      request(graph, weights, options),
    );
    await resumed.setState(middle);
    await resumed.step(batch);
    expect(await resumed.getState()).toEqual(await whole.getState());
    await whole.dispose();
    await resumed.dispose();
  });

  it("leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const trainer = await EXECUTOR.createTrainer(
      request(graph, weights, { optimizer: { kind: "adam" } }),
    );
    await trainer.step(batchOf(graph, 0.1));
    const during = tf.memory().numTensors;
    await trainer.step(batchOf(graph, 0.1));
    expect(tf.memory().numTensors).toBe(during);
    await trainer.setState(await trainer.getState());
    expect(tf.memory().numTensors).toBe(during);
    await trainer.dispose();
    const forward = await EXECUTOR.createForward({
      graph,
      weights,
      taps: ["sum"],
    });
    await forward.run(batchOf(graph, 0).input);
    await forward.dispose();
    const gradient = await EXECUTOR.createGradient({
      graph,
      weights,
      layer: "sum",
    });
    await gradient.run(batchOf(graph, 0).input, batchOf(graph, 0).labels);
    await gradient.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** One weight, gradient known: a dense layer without bias on the input 1 with two classes. */
async function twoSteps(
  optimizer: TrainerRequest["optimizer"],
): Promise<number> {
  const net = createLayerBuilder("line", { name: "x", shape: [1] });
  net.layer("dense", "out", { units: 2, useBias: false });
  const graph = net.build();
  const start = new Map([
    ["out/kernel", tensor([1, 2], new Float32Array([0.3, 0]))],
  ]);
  const trainer = await EXECUTOR.createTrainer(
    request(graph, start, { optimizer, batchSize: 1 }),
  );
  const batch = {
    input: tensor([1, 1], new Float32Array([1])),
    labels: tensor([1, 2], new Float32Array([1, 0])),
    sampleWeights: tensor([1], new Float32Array([1])),
    learningRate: 0.1,
  };
  await trainer.step(batch);
  await trainer.step(batch);
  const { weights } = await trainer.getState();
  await trainer.dispose();
  return weights.get("out/kernel")?.data[0] as number;
}

const gradientAt = (first: number, second: number) =>
  1 / (1 + Math.exp(second - first)) - 1;

describe("optimizers", () => {
  it("momentum", async () => {
    const g1 = gradientAt(0.3, 0);
    const w1 = 0.3 - 0.1 * g1;
    const g2 = gradientAt(w1, 0.1 * g1);
    expect(await twoSteps({ kind: "sgd", momentum: 0.9 })).toBeCloseTo(
      w1 - 0.09 * g1 - 0.1 * g2,
      6,
    );
  });

  it("Nesterov momentum", async () => {
    const g1 = gradientAt(0.3, 0);
    const w1 = 0.3 - 0.19 * g1;
    const g2 = gradientAt(w1, 0.19 * g1);
    const moved = -0.09 * g1 - 0.1 * g2;
    expect(
      await twoSteps({ kind: "sgd", momentum: 0.9, nesterov: true }),
    ).toBeCloseTo(w1 + 0.9 * moved - 0.1 * g2, 6);
  });

  it("Adam", async () => {
    const g1 = gradientAt(0.3, 0);
    const w1 = 0.3 + 0.1;
    const g2 = gradientAt(w1, -0.1);
    const m = 0.9 * 0.1 * g1 + 0.1 * g2;
    const v = 0.999 * 0.001 * g1 ** 2 + 0.001 * g2 ** 2;
    const step = (0.1 * (m / (1 - 0.9 ** 2))) / Math.sqrt(v / (1 - 0.999 ** 2));
    expect(await twoSteps({ kind: "adam" })).toBeCloseTo(w1 - step, 4);
  });
});

describe("tfjs gradient", () => {
  it("is taken on the scores before softmax, and agrees with finite differences", async () => {
    const graph = manyOps();
    const weights = initializeWeights(graph, 3);
    const input = randomTensor([2, 7, 6, 2], "pictures");
    const chosen = tensor([2, 3], new Float32Array([0, 1, 0, 0, 0, 1]));
    const gradient = await EXECUTOR.createGradient({
      graph,
      weights,
      layer: "x",
    });
    const { output, gradients, activations } = await gradient.run(
      input,
      chosen,
    );
    for (const row of [0, 1].map((index) =>
      output.data.slice(3 * index, 3 * index + 3),
    )) {
      expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    }
    expect(activations).toEqual(input);
    const contrast = tensor([2, 3], new Float32Array([-1, 1, 0, 0, -1, 1]));
    const difference = await gradient.run(input, contrast);
    for (const index of [5, 40, 100, 150]) {
      const moved = async (step: number) => {
        const data = input.data.slice();
        data[index] = (data[index] as number) + step;
        const { output: values } = await gradient.run(
          tensor(input.shape, data),
          chosen,
        );
        const [a = 0, b = 0, , , e = 0, f = 0] = values.data;
        return Math.log(b) - Math.log(a) + Math.log(f) - Math.log(e);
      };
      const slope = ((await moved(0.01)) - (await moved(-0.01))) / 0.02;
      expect(difference.gradients.data[index]).toBeCloseTo(slope, 3);
    }
    expect(gradients.shape).toEqual(input.shape);
    await gradient.dispose();
  });
});

describe("dropoutMask", () => {
  it("drops the share asked for, the same for the same key, and keeps the mean", () => {
    const key = { seed: 1, step: 2, layer: "drop" };
    const mask = dropoutMask([10, 1000], key, 0.3);
    const dropped = mask.data.filter((value) => value === 0).length / 10_000;
    expect(dropped).toBeCloseTo(0.3, 1);
    expect(mask.data.find((value) => value > 0)).toBeCloseTo(1 / 0.7, 6);
    expect(dropoutMask([10, 1000], key, 0.3)).toEqual(mask);
    expect(dropoutMask([10, 1000], { ...key, step: 3 }, 0.3)).not.toEqual(mask);
  });

  it("is one number for each picture where whole pictures are dropped", () => {
    expect(dropoutMaskShape(4, [5, 6, 3], false)).toEqual([4, 5, 6, 3]);
    expect(dropoutMaskShape(4, [5, 6, 3], true)).toEqual([4, 1, 1, 1]);
    expect(dropoutMaskShape(4, [7], true)).toEqual([4, 1]);
  });
});
