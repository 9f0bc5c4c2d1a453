import { describe, expect, it } from "vitest";

import { createRandom } from "#engine/base/random.ts";
import type { TensorMap } from "#engine/base/tensor.ts";
import type {
  Executor,
  Trainer,
  TrainerState,
  TrainingBatch,
} from "#engine/compute/executor.ts";
import type { OptimizerSpec } from "#engine/compute/optimizer-spec.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { buildModel } from "#engine/models/catalog.ts";

const BATCH = 4;
const graph = buildModel("lenet-5", { inputSize: 16, classes: 3 });
const onnx = createOnnxExecutor({ threads: 1 });
const tfjs = createTfjsExecutor({ backend: "cpu" });

function open(
  executor: Executor,
  weights: TensorMap,
  optimizer: OptimizerSpec,
): Promise<Trainer> {
  return executor.createTrainer({
    graph,
    weights,
    trainableLayers: new Set(graph.layers.map(({ name }) => name)),
    batchNormalization: "training",
    optimizer,
    batchSize: BATCH,
    seed: 5,
  });
}

function batch(step: number): TrainingBatch {
  const random = createRandom("batch", step);
  const data = Float32Array.from({ length: BATCH * 256 }, () => random.next());
  const labels = new Float32Array(BATCH * 3);
  for (let row = 0; row < BATCH; row++) {
    labels[row * 3 + random.integer(3)] = 1;
  }
  return {
    input: { shape: [BATCH, 16, 16, 1], data },
    labels: { shape: [BATCH, 3], data: labels },
    sampleWeights: { shape: [BATCH], data: new Float32Array(BATCH).fill(1) },
    learningRate: 0.01,
  };
}

/** Two steps on the first executor, its state handed over, three on the second. */
async function trainOn(
  first: Executor,
  second: Executor,
  optimizer: OptimizerSpec,
): Promise<TrainerState> {
  const weights = initializeWeights(graph, 1);
  const before = await open(first, weights, optimizer);
  for (const step of [0, 1]) await before.step(batch(step));
  const state = await before.getState();
  await before.dispose();
  const after = await open(second, weights, optimizer);
  await after.setState(state);
  for (const step of [2, 3, 4]) await after.step(batch(step));
  const end = await after.getState();
  await after.dispose();
  return end;
}

describe("a checkpoint of one device on another", () => {
  it.each([
    { kind: "adam" },
    { kind: "sgd", momentum: 0.9, nesterov: true },
    { kind: "sgd", momentum: 0 },
  ] as const)(
    "goes on as if nothing had changed, with %o",
    async (optimizer) => {
      const whole = await trainOn(onnx, onnx, optimizer);
      for (const pair of [
        [onnx, tfjs],
        [tfjs, onnx],
      ] as const) {
        const mixed = await trainOn(...pair, optimizer);
        expect(mixed.step).toBe(5);
        expect([...mixed.slots.keys()].toSorted()).toEqual(
          [...whole.slots.keys()].toSorted(),
        );
        const different: string[] = [];
        for (const [name, { data }] of whole.weights) {
          const other = mixed.weights.get(name)?.data ?? [];
          const off = Math.max(
            ...data.map((value, index) =>
              Math.abs(value - (other[index] ?? Number.NaN)),
            ),
          );
          if (!(off < 1e-4)) different.push(`${name}: ${off}`);
        }
        expect(different).toEqual([]);
      }
    },
  );
});
