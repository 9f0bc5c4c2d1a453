import { tensor, type Tensor } from "#engine/base/tensor.ts";
import type {
  Executor,
  TrainerRequest,
  TrainerState,
  TrainingBatch,
} from "#engine/compute/executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { buildModel, modelEntry } from "#engine/models/catalog.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import { randomTensor } from "./random-tensors.ts";

export const CLASSES = 5;
const BATCH = 4;

/** A short run that any executor can take: everything about it follows from these fields. */
export interface ShortRun {
  readonly id: string;
  readonly options: Partial<ModelOptions>;
  readonly training: Pick<TrainerRequest, "batchNormalization" | "optimizer">;
  readonly learningRate: number;
  readonly steps: number;
}

/** What is the same in every executor: the network, its first weights and its pictures. */
export function prepare({ id, options }: Pick<ShortRun, "id" | "options">) {
  const graph = buildModel(id, { ...options, classes: CLASSES });
  const weights = initializeWeights(graph, 11, {
    kernels: modelEntry(id).kernels,
  });
  const pictures = (step: number): Tensor =>
    randomTensor([BATCH, ...graph.input.shape], "pictures", step);
  return { graph, weights, pictures };
}

/** Takes the steps of a run, all layers learning. */
export async function takeSteps(
  executor: Executor,
  run: ShortRun,
): Promise<{ losses: number[]; state: TrainerState }> {
  const { graph, weights, pictures } = prepare(run);
  const trainer = await executor.createTrainer({
    ...run.training,
    graph,
    weights,
    trainableLayers: new Set(graph.layers.map((layer) => layer.name)),
    batchSize: BATCH,
    seed: 5,
  });
  const losses: number[] = [];
  for (let step = 0; step < run.steps; step++) {
    const batch = labelled(pictures(step), step, run.learningRate);
    losses.push((await trainer.step(batch)).loss);
  }
  const state = await trainer.getState();
  await trainer.dispose();
  return { losses, state };
}

export function labelled(
  input: Tensor,
  step: number,
  learningRate: number,
): TrainingBatch {
  const labels = new Float32Array(BATCH * CLASSES);
  for (let row = 0; row < BATCH; row++)
    labels[row * CLASSES + ((row + step) % CLASSES)] = 1;
  return {
    input,
    labels: tensor([BATCH, CLASSES], labels),
    sampleWeights: tensor([BATCH], Float32Array.of(1, 1, 0.5, 2)),
    learningRate,
  };
}
