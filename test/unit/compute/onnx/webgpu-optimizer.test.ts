import { describe, expect, it } from "vitest";
import { tensor } from "#engine/base/tensor.ts";
import type { Executor, TrainerRequest } from "#engine/compute/executor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import { randomTensor } from "#test/helpers/random-tensors.ts";
import {
  softwareVulkanUnavailable,
  useSoftwareVulkan,
} from "#test/helpers/software-vulkan.ts";

/** A software device compiles shaders for seconds, more on a busy machine. */
const TIMEOUT_MS = 120_000;
const [BATCH, FEATURES, CLASSES, STEPS] = [4, 7, 3, 3];

const GRAPH = (() => {
  const net = createLayerBuilder("small", { name: "x", shape: [FEATURES] });
  net.layer("dense", "hidden", { units: 6, activation: "tanh" });
  net.layer("dense", "f6", { units: 5, activation: "tanh" });
  net.layer("euclideanRbf", "rbf", { units: CLASSES, learnsCodes: true });
  return net.build();
})();
const REQUEST: TrainerRequest = {
  graph: GRAPH,
  weights: initializeWeights(GRAPH, 8),
  trainableLayers: new Set(["hidden", "f6", "rbf"]),
  batchNormalization: "inference",
  optimizer: { kind: "adamw" },
  clipNorm: 0.2,
  averageDecay: 0.6,
  rateFactors: new Map([["hidden", 0.5]]),
  loss: { kind: "euclideanRbf", rubbishDistance: 1 },
  batchSize: BATCH,
  seed: 0,
};

async function train(executor: Executor) {
  const trainer = await executor.createTrainer(REQUEST);
  const losses: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const labels = tensor([BATCH, CLASSES], new Float32Array(BATCH * CLASSES));
    for (let row = 0; row < BATCH; row++)
      labels.data[row * CLASSES + ((row + i) % CLASSES)] = 1;
    const { loss } = await trainer.step({
      input: randomTensor([BATCH, FEATURES], "x", i),
      labels,
      sampleWeights: tensor([BATCH], new Float32Array(BATCH).fill(1)),
      learningRate: 0.01,
    });
    losses.push(loss);
  }
  const state = await trainer.getState();
  await trainer.dispose();
  return { losses, state };
}

const unavailable = softwareVulkanUnavailable();

describe.skipIf(unavailable !== undefined)(
  `the optimizer on onnxruntime's WebGPU provider${unavailable === undefined ? "" : ` (skipped: ${unavailable})`}`,
  () => {
    if (unavailable === undefined) useSoftwareVulkan();
    failOnLeaks();

    it(
      "clips, decays, averages and learns codes as on the processor",
      async () => {
        const theirs = await train(createOnnxExecutor());
        const ours = await train(createOnnxExecutor({ provider: "webgpu" }));
        ours.losses.forEach((loss, i) =>
          expect(loss).toBeCloseTo(theirs.losses[i] ?? Number.NaN, 4),
        );
        for (const part of ["weights", "slots", "averages"] as const) {
          expect(ours.state[part]?.size).toBe(theirs.state[part]?.size);
          for (const [name, { data }] of theirs.state[part] ?? []) {
            const other = ours.state[part]?.get(name)?.data;
            data.forEach((value, i) =>
              expect(other?.[i]).toBeCloseTo(value, 4),
            );
          }
        }
      },
      TIMEOUT_MS,
    );
  },
);
