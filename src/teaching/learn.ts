import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { createRandom } from "#engine/base/random.ts";
import { tensor, zeros, type TensorMap } from "#engine/base/tensor.ts";
import type { Executor } from "#engine/compute/executor.ts";
import type { OptimizerSpec } from "#engine/compute/optimizer-spec.ts";
import { accuracy } from "#engine/evaluation/accuracy.ts";
import { scoredLabels } from "#engine/evaluation/scored-labels.ts";
import {
  initializeWeights,
  type KernelInitializer,
} from "#engine/graph/initialize.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { batchesOf, pick, type LabelledPictures } from "./labelled-pictures.ts";

export interface LearnRequest {
  readonly executor: Executor;
  readonly graph: LayerGraph;
  readonly kernels: KernelInitializer;
  readonly set: LabelledPictures;
  readonly classCount: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerSpec;
  readonly learningRate: number;
  /** The same seed gives the same weights, on the same executor. */
  readonly seed: number;
  readonly onStep?: (step: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface Learned {
  readonly weights: TensorMap;
  /** Means over the last tenth of the steps, before each step's update. */
  readonly trainingLoss: number;
  readonly trainingError: number;
  /** Of training alone. */
  readonly seconds: number;
}

/** Trains a fresh network for a number of steps on pictures in memory. @throws CancelledError, StudioError of the executor */
export async function learn(request: LearnRequest): Promise<Learned> {
  const { graph, set, classCount, batchSize, seed, learningRate } = request;
  const { executor, steps, optimizer } = request;
  const trainer = await executor.createTrainer({
    graph,
    weights: initializeWeights(graph, seed, { kernels: request.kernels }),
    trainableLayers: new Set(graph.layers.map(({ name }) => name)),
    batchNormalization: "training",
    optimizer,
    batchSize,
    seed,
  });
  try {
    const batches = batchesOf(set, batchSize, createRandom(seed, "order"));
    const sampleWeights = tensor(
      [batchSize],
      new Float32Array(batchSize).fill(1),
    );
    const counted = Math.max(1, Math.round(steps / 10));
    const began = performance.now();
    let [lossSum, rightSum] = [0, 0];
    for (let step = 1; step <= steps; step++) {
      throwIfCancelled(request.signal);
      const { pictures, labels } = batches.next().value;
      const { loss, probabilities } = await trainer.step({
        input: pictures,
        labels: oneHot(labels, classCount),
        sampleWeights,
        learningRate,
      });
      if (step > steps - counted) {
        lossSum += loss;
        rightSum += shareRight(probabilities.data, labels, classCount);
      }
      request.onStep?.(step);
    }
    const seconds = (performance.now() - began) / 1000;
    const { weights } = await trainer.getState();
    return {
      weights,
      trainingLoss: lossSum / counted,
      trainingError: 1 - rightSum / counted,
      seconds,
    };
  } finally {
    await trainer.dispose();
  }
}

const TEST_BATCH = 100;

/** Share of the pictures that a network answers rightly, 0 to 1. */
export async function accuracyOn(
  executor: Executor,
  graph: LayerGraph,
  weights: TensorMap,
  set: LabelledPictures,
  classCount: number,
): Promise<number> {
  const forward = await executor.createForward({ graph, weights });
  const places = [...set.labels.keys()];
  const scores = new Float32Array(places.length * classCount);
  try {
    for (let start = 0; start < places.length; start += TEST_BATCH) {
      const { pictures } = pick(set, places.slice(start, start + TEST_BATCH));
      const values = await forward.run(pictures);
      scores.set(values.get(graph.output)?.data ?? [], start * classCount);
    }
  } finally {
    await forward.dispose();
  }
  return shareRight(scores, set.labels, classCount);
}

function shareRight(
  scores: Float32Array,
  labels: Uint8Array,
  classCount: number,
): number {
  return accuracy(scoredLabels(labels, scores, classCount)).value;
}

function oneHot(labels: Uint8Array, classCount: number) {
  const rows = zeros([labels.length, classCount]);
  labels.forEach((label, row) => (rows.data[row * classCount + label] = 1));
  return rows;
}
