import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { tensor } from "#engine/base/tensor.ts";
import type { Executor, TrainerRequest } from "#engine/compute/executor.ts";
import type { OptimizerSpec } from "#engine/compute/optimizer-spec.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { buildModel } from "#engine/models/catalog.ts";
import {
  deviation,
  draw,
  drawnWeights,
  type Sampled,
} from "#test/helpers/keras-golden.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";

failOnLeaks();

interface Reference {
  readonly mobilenet: {
    readonly parameters: number;
    readonly layers: Readonly<Record<string, Sampled>>;
  };
  readonly training: Readonly<
    Record<
      string,
      {
        readonly losses: readonly number[];
        readonly weights: Readonly<Record<string, Sampled>>;
        readonly averages?: Readonly<Record<string, Sampled>>;
      }
    >
  >;
}

/** Made by test/golden/keras-reference.py with Keras 3.15 on TensorFlow 2.21. */
const REFERENCE = JSON.parse(
  readFileSync(resolve("test", "golden", "keras-reference.json"), "utf8"),
) as Reference;

const EXECUTORS: readonly Executor[] = [
  createOnnxExecutor(),
  createTfjsExecutor({ backend: "cpu" }),
];

const MOMENTUM: OptimizerSpec = { kind: "sgd", momentum: 0.9 };

/** As `TRAININGS` in the script. */
const TRAININGS: Readonly<
  Record<
    string,
    Partial<TrainerRequest> &
      Pick<TrainerRequest, "optimizer"> & {
        readonly learningRate: number;
        /** Per class. */
        readonly classWeights?: readonly number[];
      }
  >
> = {
  sgd: {
    optimizer: { kind: "sgd", momentum: 0 },
    learningRate: 0.05,
    labelSmoothing: 0.1,
  },
  momentum: { optimizer: MOMENTUM, learningRate: 0.05, labelSmoothing: 0.1 },
  nesterov: {
    optimizer: { kind: "sgd", momentum: 0.9, nesterov: true },
    learningRate: 0.05,
    labelSmoothing: 0.1,
  },
  adam: {
    optimizer: { kind: "adam" },
    learningRate: 0.01,
    labelSmoothing: 0.1,
  },
  adamw: {
    optimizer: { kind: "adamw" },
    learningRate: 0.01,
    weightDecay: 0.1,
  },
  clipped: { optimizer: MOMENTUM, learningRate: 0.05, clipNorm: 0.3 },
  averaged: {
    optimizer: { kind: "adamw" },
    learningRate: 0.01,
    labelSmoothing: 0.1,
    clipNorm: 0.5,
    averageDecay: 0.7,
  },
  rated: {
    optimizer: MOMENTUM,
    learningRate: 0.05,
    rateFactors: new Map([
      ["conv", 0.1],
      ["norm", 0.1],
      ["hidden", 0.5],
    ]),
  },
  "class weights": {
    optimizer: { kind: "sgd", momentum: 0 },
    learningRate: 0.05,
    classWeights: [0.5, 2, 1, 0],
  },
};

function smallNetwork(): LayerGraph {
  const net = createLayerBuilder("small", { name: "x", shape: [9, 8, 3] });
  net.layer("conv2d", "conv", {
    filters: 6,
    kernelSize: 3,
    strides: 2,
    padding: "same",
    useBias: false,
  });
  net.layer("batchNormalization", "norm", { momentum: 0.8 });
  const relu = net.layer("activation", "relu6", { activation: "relu6" });
  net.layer("depthwiseConv2d", "depthwise", { kernelSize: 3, padding: "same" });
  const tanh = net.layer("activation", "tanh", { activation: "tanh" });
  net.layer("add", "add", {}, [relu, tanh]);
  net.layer("averagePooling2d", "average", {
    poolSize: 3,
    strides: 2,
    padding: "same",
  });
  net.layer("flatten", "flat", {});
  net.layer("dense", "hidden", { units: 7, activation: "relu" });
  net.layer("dense", "predictions", { units: 4, activation: "softmax" });
  return net.build();
}

describe.each(EXECUTORS)("$id against Keras", (executor) => {
  it("MobileNetV2 0.35 at 96 px gives the same values at four depths", async () => {
    const graph = buildModel("mobilenet-v2", {
      inputSize: 96,
      width: 0.35,
      classes: 10,
    });
    expect(countParameters(graph).total).toBe(REFERENCE.mobilenet.parameters);
    const taps = Object.keys(REFERENCE.mobilenet.layers);
    const forward = await executor.createForward({
      graph,
      weights: drawnWeights(graph),
      taps,
    });
    const { shape, data } = draw("pictures", [2, 96, 96, 3]);
    const values = await forward.run(
      tensor(
        shape,
        data.map((value) => 2 * value),
      ),
    );
    for (const [name, sampled] of Object.entries(REFERENCE.mobilenet.layers)) {
      expect(deviation(values.get(name), sampled)).toBeLessThan(1e-3);
    }
    await forward.dispose();
  });

  it.each(Object.keys(REFERENCE.training))(
    "four steps of %s end with the same losses and weights",
    async (kind) => {
      const graph = smallNetwork();
      const options = TRAININGS[kind];
      if (!options) throw new Error(`There is no training called ${kind}.`);
      const { learningRate, classWeights, ...request } = options;
      const trainer = await executor.createTrainer({
        graph,
        weights: drawnWeights(graph),
        trainableLayers: new Set(graph.layers.map((node) => node.name)),
        batchNormalization: "training",
        batchSize: 6,
        seed: 1,
        ...request,
      });
      const { shape, data } = draw("training", [6, 9, 8, 3]);
      const labels = tensor([6, 4], new Float32Array(24));
      const sampleWeights = tensor([6], new Float32Array(6));
      [0, 1, 2, 3, 1, 2].forEach((label, row) => {
        labels.data[row * 4 + label] = 1;
        sampleWeights.data[row] = classWeights?.[label] ?? 1;
      });
      const batch = {
        input: tensor(
          shape,
          data.map((value) => 2 * value),
        ),
        labels,
        sampleWeights,
        learningRate,
      };
      const expected = REFERENCE.training[kind];
      for (const loss of expected?.losses ?? [Number.NaN]) {
        expect((await trainer.step(batch)).loss).toBeCloseTo(loss, 4);
      }
      const { weights, averages } = await trainer.getState();
      await trainer.dispose();
      expect(weights.size).toBe(Object.keys(expected?.weights ?? {}).length);
      for (const [name, sampled] of Object.entries(expected?.weights ?? {})) {
        expect(deviation(weights.get(name), sampled)).toBeLessThan(1e-3);
      }
      const expectedAverages = Object.entries(expected?.averages ?? {});
      expect(averages?.size ?? 0).toBe(expectedAverages.length);
      for (const [name, sampled] of expectedAverages) {
        expect(deviation(averages?.get(name), sampled)).toBeLessThan(1e-3);
      }
    },
  );
});
