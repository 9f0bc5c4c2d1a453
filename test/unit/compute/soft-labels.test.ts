import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { tensor, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";

failOnLeaks();

/** Made by test/golden/training/soft_labels.py with Keras 3.15 on TensorFlow 2.21. */
const GOLDEN = JSON.parse(
  readFileSync("test/golden/training/soft-labels.json", "utf8"),
) as Readonly<
  Record<"input" | "kernel" | "bias" | "labels" | "weights", number[]>
> & {
  readonly rate: number;
  readonly steps: readonly {
    readonly smoothing: number;
    readonly loss: number;
    readonly kernel: readonly number[];
    readonly bias: readonly number[];
  }[];
};
const [ROWS, INPUTS, CLASSES] = [3, 3, 4];

const EXECUTORS: readonly Executor[] = [
  createOnnxExecutor(),
  createTfjsExecutor({ backend: "cpu" }),
];

describe.each(EXECUTORS)("labels that are shared out, on $name", (executor) => {
  it.each(GOLDEN.steps)(
    "cost and teach as in Keras with smoothing $smoothing",
    async ({ smoothing, loss, kernel, bias }) => {
      const stepped = await step(executor, weightsOf(GOLDEN.kernel), smoothing);
      expect(stepped.loss).toBeCloseTo(loss, 5);
      expectNear(stepped.weights.get("scores/kernel"), kernel);
      expectNear(stepped.weights.get("scores/bias"), bias);
    },
  );

  it("have the slope of finite differences", async () => {
    const { weights } = await step(executor, weightsOf(GOLDEN.kernel), 0);
    const after = weights.get("scores/kernel")?.data ?? [];
    const distance = 0.01;
    for (const place of [0, 5, 11]) {
      const lossAt = async (shift: number) => {
        const moved = GOLDEN.kernel.map((value, i) =>
          i === place ? value + shift : value,
        );
        return (await step(executor, weightsOf(moved), 0)).loss;
      };
      const slope =
        ((await lossAt(distance)) - (await lossAt(-distance))) / (2 * distance);
      const taken = (GOLDEN.kernel[place] ?? 0) - (after[place] ?? 0);
      expect(taken / GOLDEN.rate).toBeCloseTo(slope, 3);
    }
  });
});

/** One step of plain SGD on a dense layer; the loss is that before it. */
async function step(
  executor: Executor,
  weights: TensorMap,
  labelSmoothing: number,
): Promise<{ loss: number; weights: TensorMap }> {
  const net = createLayerBuilder("soft", { name: "x", shape: [INPUTS] });
  net.layer("dense", "scores", { units: CLASSES });
  net.layer("activation", "probabilities", { activation: "softmax" });
  const trainer = await executor.createTrainer({
    graph: net.build(),
    weights,
    trainableLayers: new Set(["scores"]),
    batchNormalization: "inference",
    optimizer: { kind: "sgd", momentum: 0 },
    labelSmoothing,
    batchSize: ROWS,
    seed: 1,
  });
  const { loss } = await trainer.step({
    input: tensor([ROWS, INPUTS], Float32Array.from(GOLDEN.input)),
    labels: tensor([ROWS, CLASSES], Float32Array.from(GOLDEN.labels)),
    sampleWeights: tensor([ROWS], Float32Array.from(GOLDEN.weights)),
    learningRate: GOLDEN.rate,
  });
  const state = await trainer.getState();
  await trainer.dispose();
  return { loss, weights: state.weights };
}

function weightsOf(kernel: readonly number[]): TensorMap {
  return new Map([
    ["scores/kernel", tensor([INPUTS, CLASSES], Float32Array.from(kernel))],
    ["scores/bias", tensor([CLASSES], Float32Array.from(GOLDEN.bias))],
  ]);
}

function expectNear(actual: Tensor | undefined, expected: readonly number[]) {
  expect(actual?.data.length).toBe(expected.length);
  expected.forEach((value, i) => expect(actual?.data[i]).toBeCloseTo(value, 5));
}
