import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { tensor } from "#engine/base/tensor.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { withoutAuxiliaryOutputs } from "#engine/graph/without-auxiliary-outputs.ts";
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
import { caseWeights, randomTensor } from "#test/helpers/random-tensors.ts";
import { mapDifferences } from "./ops/compare.ts";
import { BATCH, CLASSES } from "./ops/op-case.ts";
import {
  forwardOf,
  inputGradientOf,
  stepOf,
  wrongWeightSlopes,
  type Prepared,
} from "./ops/op-results.ts";

/** Made by test/golden/keras-auxiliary.py with Keras 3.15 on TensorFlow 2.21: one step on one batch. */
const GOLDEN = JSON.parse(
  readFileSync(resolve("test", "golden", "keras-auxiliary.json"), "utf8"),
) as {
  readonly loss: number;
  readonly weights: Readonly<Record<string, Sampled>>;
};

const TIMEOUT_MS = 180_000;

const PREPARED = prepared(withTwoHeads());

describe("a network with two auxiliary classifiers", () => {
  failOnLeaks();

  describe.each([REFERENCE, ...EXECUTORS_UNDER_TEST])(
    "$name",
    ({ create, unavailable, tolerance, name }) => {
      it.skipIf(unavailable !== undefined)(
        "learns from all three losses, as the reference does",
        async () => {
          const reference = await stepOf(
            await REFERENCE.create(),
            PREPARED,
            "training",
          );
          const ours = await stepOf(await create(), PREPARED, "training");
          expect(ours.loss).toBeCloseTo(reference.loss, 4);
          const { weights } = reference;
          expect(mapDifferences(ours.weights, weights, tolerance)).toEqual([]);
        },
        TIMEOUT_MS,
      );

      // The others gave the reference's gradients, and take a step for every slope.
      it.skipIf(unavailable !== undefined || !hasSlopes(name))(
        "has the gradients that central differences of the loss show",
        async () => {
          const executor = await create();
          const wrong = await wrongWeightSlopes(executor, PREPARED, "training");
          expect(wrong).toEqual([]);
        },
        TIMEOUT_MS,
      );

      it.skipIf(unavailable !== undefined)(
        "answers and explains as the network without them",
        async () => {
          const executor = await create();
          const plain = {
            ...PREPARED,
            graph: withoutAuxiliaryOutputs(PREPARED.graph),
          };
          const bare = { isTapped: false };
          const given = await forwardOf(executor, PREPARED, bare);
          expect([...given.keys()]).toEqual(["out"]);
          expect(given).toEqual(await forwardOf(executor, plain, bare));
          expect(await inputGradientOf(executor, PREPARED)).toEqual(
            await inputGradientOf(executor, plain),
          );
        },
        TIMEOUT_MS,
      );

      it.skipIf(unavailable !== undefined)(
        "ends a step with Keras's loss and weights",
        async () => {
          const graph = kerasNetwork();
          const trainer = await (
            await create()
          ).createTrainer({
            graph,
            weights: drawnWeights(graph),
            trainableLayers: new Set(graph.layers.map((node) => node.name)),
            batchNormalization: "training",
            optimizer: { kind: "sgd", momentum: 0 },
            batchSize: LABELS.length,
            seed: 1,
          });
          const { loss } = await trainer.step(kerasBatch(graph));
          const { weights } = await trainer.getState();
          await trainer.dispose();
          expect(loss).toBeCloseTo(GOLDEN.loss, 4);
          expect([...weights.keys()].toSorted()).toEqual(
            Object.keys(GOLDEN.weights).toSorted(),
          );
          const wrong = Object.entries(GOLDEN.weights).filter(
            ([weight, sampled]) =>
              !(deviation(weights.get(weight), sampled) < 1e-4),
          );
          expect(wrong).toEqual([]);
        },
        TIMEOUT_MS,
      );
    },
  );
});

function hasSlopes(name: string): boolean {
  return name === REFERENCE.name || name === "onnx cpu";
}

function prepared(graph: LayerGraph): Prepared {
  return {
    graph,
    weights: caseWeights(graph),
    input: randomTensor([BATCH, ...graph.input.shape], "input"),
    chosen: randomTensor([BATCH, CLASSES], "chosen"),
  };
}

/** One head ends in a softmax layer and drops out, the other carries its softmax. */
function withTwoHeads(): LayerGraph {
  const net = createLayerBuilder("two-heads", { name: "x", shape: [8, 8, 3] });
  const first = net.layer("conv2d", "first", {
    filters: 6,
    kernelSize: 3,
    activation: "tanh",
  });
  net.layer("conv2d", "head1_conv", { filters: 4, kernelSize: 1 });
  net.layer("batchNormalization", "head1_norm", {});
  net.layer("flatten", "head1_flat", {});
  net.layer("dense", "head1_hidden", { units: 5, activation: "tanh" });
  net.layer("dropout", "head1_dropout", { rate: 0.5 });
  net.layer("dense", "head1_scores", { units: CLASSES });
  const head1 = net.layer("activation", "head1", { activation: "softmax" });
  const second = net.layer(
    "conv2d",
    "second",
    { filters: 8, kernelSize: 3, activation: "tanh" },
    first,
  );
  net.layer("globalAveragePooling2d", "head2_pool", {});
  const head2 = net.layer("dense", "head2", {
    units: CLASSES,
    activation: "softmax",
  });
  net.layer("conv2d", "third", { filters: 4, kernelSize: 3 }, second);
  net.layer("flatten", "flat", {});
  net.layer("dense", "out", { units: CLASSES, activation: "softmax" });
  return {
    ...net.build(),
    auxiliaryOutputs: [
      { layer: head1, lossWeight: 0.3 },
      { layer: head2, lossWeight: 0.7 },
    ],
  };
}

const LABELS = [0, 1, 2, 3, 1, 2];

/** As in the script. */
function kerasNetwork(): LayerGraph {
  const net = createLayerBuilder("auxiliary", { name: "x", shape: [8, 8, 3] });
  const classifier = (from: string, name: string) => {
    net.layer("globalAveragePooling2d", `${name}_pool`, {}, from);
    net.layer("dense", name, { units: 4, activation: "softmax" });
  };
  const convolution = (name: string, filters: number, from: string) =>
    net.layer(
      "conv2d",
      name,
      { filters, kernelSize: 3, activation: "relu" },
      from,
    );
  const first = convolution("first", 6, "x");
  const second = convolution("second", 8, first);
  const third = convolution("third", 8, second);
  classifier(first, "auxiliary_1");
  classifier(second, "auxiliary_2");
  classifier(third, "predictions");
  return {
    ...net.build(),
    auxiliaryOutputs: [
      { layer: "auxiliary_1", lossWeight: 0.3 },
      { layer: "auxiliary_2", lossWeight: 0.2 },
    ],
  };
}

function kerasBatch(graph: LayerGraph) {
  const count = LABELS.length;
  const labels = new Float32Array(count * 4);
  LABELS.forEach((label, row) => {
    labels[row * 4 + label] = 1;
  });
  return {
    input: drawTimes(2, "training", [count, ...graph.input.shape]),
    labels: tensor([count, 4], labels),
    sampleWeights: tensor([count], new Float32Array(count).fill(1)),
    learningRate: 0.5,
  };
}
