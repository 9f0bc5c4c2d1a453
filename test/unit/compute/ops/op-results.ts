import type { Tensor, TensorMap } from "#engine/base/tensor.ts";
import type {
  Executor,
  TrainerRequest,
  TrainingBatch,
} from "#engine/compute/executor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import { caseWeights, randomTensor } from "#test/helpers/random-tensors.ts";
import { wrongSlopes } from "./compare.ts";
import {
  BATCH,
  caseGraph,
  caseInput,
  CLASSES,
  type OpCase,
} from "./op-case.ts";

/** What an executor is fed for one case. */
export interface Prepared {
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  readonly input: Tensor;
  /** Σ chosen · scores is the projection whose gradient is taken. */
  readonly chosen: Tensor;
}

export function prepareCase(given: OpCase): Prepared {
  const graph = caseGraph(given);
  const weights = caseWeights(graph);
  const chosen = randomTensor([BATCH, CLASSES], "chosen");
  return { graph, weights, input: caseInput(given), chosen };
}

/** Layer → value; with every layer tapped, or the output alone (then more is folded). */
export async function forwardOf(
  executor: Executor,
  { graph, weights, input }: Prepared,
  options: { readonly isTapped: boolean },
): Promise<ReadonlyMap<string, Tensor>> {
  const taps = options.isTapped ? graph.layers.map(({ name }) => name) : [];
  const forward = await executor.createForward({ graph, weights, taps });
  const values = await forward.run(input);
  await forward.dispose();
  return values;
}

/** d Σ chosen · scores / d input. */
export async function inputGradientOf(
  executor: Executor,
  { graph, weights, input, chosen }: Prepared,
): Promise<Tensor> {
  const session = await executor.createGradient({
    graph,
    weights,
    layer: graph.input.name,
  });
  const { gradients } = await session.run(input, chosen);
  await session.dispose();
  return gradients;
}

/** One step of plain SGD with rate 1: every weight moves by its gradient. */
export async function stepOf(
  executor: Executor,
  prepared: Prepared,
  batchNormalization: "training" | "inference",
): Promise<{ readonly loss: number; readonly weights: TensorMap }> {
  const trainer = await executor.createTrainer(
    trainerRequest(prepared, batchNormalization),
  );
  const { loss } = await trainer.step(batchOf(prepared.input, 1));
  const { weights } = await trainer.getState();
  await trainer.dispose();
  return { loss, weights };
}

/** Compares d score / d input with central differences of Σ chosen · scores, summed in double precision. */
export async function wrongInputSlopes(
  executor: Executor,
  prepared: Prepared,
): Promise<string[]> {
  const { graph, weights, input, chosen } = prepared;
  const layers = graph.layers.map((layer) =>
    layer.name === "out" && layer.op === "dense"
      ? { ...layer, attributes: { units: layer.attributes.units } }
      : layer,
  );
  const gradient = await inputGradientOf(executor, prepared);
  const scored = { ...graph, layers };
  const forward = await executor.createForward({ graph: scored, weights });
  const score = async (point: Tensor) => {
    const scores =
      (await forward.run(point)).get("out")?.data ?? new Float32Array();
    let sum = 0;
    scores.forEach((value, i) => {
      sum += value * (chosen.data[i] ?? 0);
    });
    return sum;
  };
  const wrong = await wrongSlopes("input", gradient, input, score);
  await forward.dispose();
  return wrong;
}

/** Compares the gradient of every weight, taken from a step, with central differences of the trainer's loss. */
export async function wrongWeightSlopes(
  executor: Executor,
  prepared: Prepared,
  batchNormalization: "training" | "inference",
): Promise<string[]> {
  const { graph, weights, input } = prepared;
  const after = (await stepOf(executor, prepared, batchNormalization)).weights;
  const trainer = await executor.createTrainer(
    trainerRequest(prepared, batchNormalization),
  );
  const wrong: string[] = [];
  for (const { name, trainable } of weightSpecs(graph)) {
    const start = weights.get(name);
    if (!trainable || start === undefined) continue;
    const data = start.data.map(
      (value, i) => value - (after.get(name)?.data[i] ?? 0),
    );
    const lossAt = async (value: Tensor) => {
      const moved = new Map(weights).set(name, value);
      await trainer.setState({ step: 0, weights: moved, slots: new Map() });
      return (await trainer.step(batchOf(input, 0))).loss;
    };
    const gradient = { shape: start.shape, data };
    wrong.push(...(await wrongSlopes(name, gradient, start, lossAt)));
  }
  await trainer.dispose();
  return wrong;
}

function trainerRequest(
  { graph, weights }: Prepared,
  batchNormalization: "training" | "inference",
): TrainerRequest {
  return {
    graph,
    weights,
    trainableLayers: new Set(graph.layers.map((layer) => layer.name)),
    batchNormalization,
    optimizer: { kind: "sgd", momentum: 0 },
    labelSmoothing: 0.1,
    batchSize: BATCH,
    seed: 3,
  };
}

const SAMPLE_WEIGHTS = Float32Array.of(1, 0.5, 0, 2);

function batchOf(input: Tensor, learningRate: number): TrainingBatch {
  const labels = new Float32Array(BATCH * CLASSES);
  for (let row = 0; row < BATCH; row++)
    labels[row * CLASSES + (row % CLASSES)] = 1;
  return {
    input,
    labels: { shape: [BATCH, CLASSES], data: labels },
    sampleWeights: { shape: [BATCH], data: SAMPLE_WEIGHTS },
    learningRate,
  };
}
