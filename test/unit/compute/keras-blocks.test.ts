import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { tensor } from "#engine/base/tensor.ts";
import type { TrainerRequest } from "#engine/compute/executor.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  EXECUTORS_UNDER_TEST,
  REFERENCE,
} from "#test/helpers/executors-under-test.ts";
import {
  deviation,
  drawnWeights,
  drawTimes,
  type Sampled,
} from "#test/helpers/keras-golden.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";

interface Training {
  readonly losses: readonly number[];
  readonly weights: Readonly<Record<string, Sampled>>;
}

/** Made by test/golden/keras-blocks.py with Keras 3.15 on TensorFlow 2.21: five steps on one batch. */
const { blocks: GOLDEN } = JSON.parse(
  readFileSync(resolve("test", "golden", "keras-blocks.json"), "utf8"),
) as {
  readonly blocks: Readonly<Record<string, Readonly<Record<string, Training>>>>;
};

const BLOCKS: Readonly<Record<string, () => LayerGraph>> = {
  "inverted residual": invertedResidual,
  inception,
};

const OPTIMIZERS: Readonly<
  Record<
    string,
    Pick<TrainerRequest, "optimizer"> & { readonly learningRate: number }
  >
> = {
  momentum: { optimizer: { kind: "sgd", momentum: 0.9 }, learningRate: 0.05 },
  adam: { optimizer: { kind: "adam" }, learningRate: 0.005 },
};

const LABELS = [0, 1, 2, 3, 1, 2];
const CLASSES = 4;

/** Losses to 1e-4; weights to 1e-3 of their mean size. */
describe.each([REFERENCE, ...EXECUTORS_UNDER_TEST])(
  "$name against Keras",
  ({ create, unavailable }) => {
    failOnLeaks();

    describe.each(Object.keys(GOLDEN))("a whole block: %s", (block) => {
      it.skipIf(unavailable !== undefined).each(Object.keys(OPTIMIZERS))(
        "five steps of %s end with the same losses and weights",
        async (kind) => {
          const graph = BLOCKS[block]?.();
          const expected = GOLDEN[block]?.[kind];
          const given = OPTIMIZERS[kind];
          if (!graph || !expected || !given) throw new Error(`No ${block}.`);
          const request: TrainerRequest = {
            graph,
            weights: drawnWeights(graph),
            trainableLayers: new Set(graph.layers.map((node) => node.name)),
            batchNormalization: "training",
            optimizer: given.optimizer,
            batchSize: LABELS.length,
            seed: 1,
          };
          const trainer = await (await create()).createTrainer(request);
          const batch = batchFor(graph, given.learningRate);
          const losses: number[] = [];
          for (let step = 0; step < expected.losses.length; step++)
            losses.push((await trainer.step(batch)).loss);
          const { weights } = await trainer.getState();
          await trainer.dispose();
          expected.losses.forEach((loss, step) =>
            expect(losses[step]).toBeCloseTo(loss, 4),
          );
          expect([...weights.keys()].toSorted()).toEqual(
            Object.keys(expected.weights).toSorted(),
          );
          for (const [name, sampled] of Object.entries(expected.weights)) {
            const off = deviation(weights.get(name), sampled);
            expect({ name, isClose: off < 1e-3 }).toEqual({
              name,
              isClose: true,
            });
          }
        },
        180_000,
      );
    });
  },
);

function batchFor(graph: LayerGraph, learningRate: number) {
  const count = LABELS.length;
  const labels = new Float32Array(count * CLASSES);
  LABELS.forEach((label, row) => {
    labels[row * CLASSES + label] = 1;
  });
  return {
    input: drawTimes(2, "training", [count, ...graph.input.shape]),
    labels: tensor([count, CLASSES], labels),
    sampleWeights: tensor([count], new Float32Array(count).fill(1)),
    learningRate,
  };
}

/** As `inverted_residual` in the script. */
function invertedResidual(): LayerGraph {
  const net = createLayerBuilder("inverted-residual", {
    name: "x",
    shape: [9, 8, 4],
  });
  const normalized = (name: string) =>
    net.layer("batchNormalization", name, { epsilon: 1e-3, momentum: 0.999 });
  const point = (name: string, filters: number) =>
    net.layer("conv2d", name, {
      filters,
      kernelSize: 1,
      padding: "same",
      useBias: false,
    });
  point("expand", 24);
  normalized("expand_BN");
  net.layer("activation", "expand_relu", { activation: "relu6" });
  net.layer("depthwiseConv2d", "depthwise", {
    kernelSize: 3,
    padding: "same",
    useBias: false,
  });
  normalized("depthwise_BN");
  net.layer("activation", "depthwise_relu", { activation: "relu6" });
  point("project", 4);
  const projected = normalized("project_BN");
  net.layer("add", "add", {}, ["x", projected]);
  return withHead(net);
}

/** As `inception` in the script. */
function inception(): LayerGraph {
  const net = createLayerBuilder("inception", { name: "x", shape: [9, 8, 6] });
  const convolution = (
    input: string,
    filters: number,
    kernelSize: number,
    name: string,
  ) =>
    net.layer(
      "conv2d",
      name,
      { filters, kernelSize, padding: "same", activation: "relu" },
      input,
    );
  const one = convolution("x", 4, 1, "1x1");
  const three = convolution(convolution("x", 5, 1, "3x3_reduce"), 7, 3, "3x3");
  const five = convolution(convolution("x", 2, 1, "5x5_reduce"), 3, 5, "5x5");
  const pool = net.layer(
    "maxPooling2d",
    "pool",
    { poolSize: 3, strides: 1, padding: "same" },
    "x",
  );
  const pooled = convolution(pool, 3, 1, "pool_proj");
  net.layer("concatenate", "output", {}, [one, three, five, pooled]);
  return withHead(net);
}

function withHead(net: LayerBuilder): LayerGraph {
  net.layer("globalAveragePooling2d", "average", {});
  net.layer("dense", "predictions", {
    units: CLASSES,
    activation: "softmax",
  });
  return net.build();
}
