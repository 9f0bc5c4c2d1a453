import type { Tensor } from "#engine/base/tensor.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { cutAt, subgraphTo } from "#engine/graph/cut.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import { classifierHead } from "#engine/graph/with-head.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { freezeBoundary } from "#engine/training/freeze-boundary.ts";
import { oneHotLabels, type Workload } from "./workload.ts";

/** What is measured of a network. */
const MEASURE_KINDS = [
  "features",
  "train",
  "tune-all",
  "tune-third",
  "tune-third-cached",
  "head",
] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** A measurement that is ready: everything is loaded and warm. */
export interface PreparedMeasure {
  /** With moving statistics, as Keras counts; null where a side does not know. */
  readonly parameters: number | null;
  /** Numbers that every side must agree on: features, or the losses of the first steps. */
  readonly check: readonly number[];
  /** Milliseconds of the runs so far, the first with everything that is done once. */
  readonly ms: readonly number[];
  run(): Promise<unknown>;
  dispose(): Promise<void>;
}

/** Pictures and epochs of the head-only measurement. */
export const HEAD_ONLY = { pictures: 1000, epochs: 10 } as const;
/** Numbers per row that are compared, of the first and the last row. */
const CHECKED = 64;
/** The two steps that warm up and are compared; then so small a rate that the loss stays what it is. */
const WARM_LEARNING_RATE = 1e-3;
const SMALL_LEARNING_RATE = 1e-6;

/** Loads one measurement on our side. */
export async function prepareMeasure(
  kind: MeasureKind,
  workload: Workload,
  executor: Executor,
  threads: number,
): Promise<PreparedMeasure> {
  if (kind === "features") return prepareFeatures(workload, executor, threads);
  if (kind === "head") return prepareHead(workload, executor, threads);
  return prepareTraining(kind, workload, executor, threads);
}

async function prepareFeatures(
  workload: Workload,
  executor: Executor,
  threads: number,
): Promise<PreparedMeasure> {
  const body = subgraphTo(workload.graph, workload.featureLayer);
  const forward = await executor.createForward({
    graph: body,
    weights: workload.weights,
    threads,
  });
  const run = () => forward.run(workload.input);
  const features = (await run()).get(body.output) as Tensor;
  const columns = features.data.length / workload.batch;
  const last = features.data.length - columns;
  const checked = Math.min(CHECKED, columns);
  return {
    parameters: countParameters(body),
    check: [
      ...features.data.subarray(0, checked),
      ...features.data.subarray(last, last + checked),
    ],
    ms: [await timeOf(run), await timeOf(run)],
    run,
    dispose: () => forward.dispose(),
  };
}

async function prepareTraining(
  kind: Exclude<MeasureKind, "features" | "head">,
  workload: Workload,
  executor: Executor,
  threads: number,
): Promise<PreparedMeasure> {
  const isThird = kind === "tune-third" || kind === "tune-third-cached";
  const all = weightSpecs(workload.graph).map(({ layer }) => layer);
  const trainableLayers = new Set(isThird ? workload.topThird : all);
  const boundary =
    kind === "tune-third-cached"
      ? freezeBoundary(workload.graph, trainableLayers)
      : undefined;
  const part =
    boundary === undefined
      ? { graph: workload.graph, input: workload.input }
      : await aboveBoundary(workload, boundary, executor, threads);
  const needed = new Set(weightSpecs(part.graph).map(({ name }) => name));
  const trainer = await executor.createTrainer({
    graph: part.graph,
    weights: new Map(
      [...workload.weights].filter(([name]) => needed.has(name)),
    ),
    trainableLayers,
    batchNormalization: kind === "train" ? "training" : "inference",
    optimizer: { kind: "adam" },
    batchSize: workload.batch,
    seed: 0,
    threads,
  });
  const step = (learningRate: number) =>
    trainer.step({
      input: part.input,
      labels: oneHotLabels(workload.batch, workload.classes),
      sampleWeights: ones(workload.batch),
      learningRate,
    });
  const check: number[] = [];
  const ms: number[] = [];
  for (let warm = 0; warm < 2; warm++) {
    const start = performance.now();
    check.push((await step(WARM_LEARNING_RATE)).loss);
    ms.push(performance.now() - start);
  }
  return {
    parameters: countParameters(workload.graph),
    check,
    ms,
    run: () => step(SMALL_LEARNING_RATE),
    dispose: () => trainer.dispose(),
  };
}

/** The network above the freeze boundary and what the frozen part gives it, which the studio computes once per picture. */
async function aboveBoundary(
  { graph, weights, input }: Workload,
  boundary: string,
  executor: Executor,
  threads: number,
): Promise<{ graph: LayerGraph; input: Tensor }> {
  const { body, head } = cutAt(graph, boundary);
  const forward = await executor.createForward({
    graph: body,
    weights,
    threads,
  });
  try {
    const values = await forward.run(input);
    return { graph: head, input: values.get(body.output) as Tensor };
  } finally {
    await forward.dispose();
  }
}

/**
 * Head only: the features of 1,000 pictures once, then ten epochs of a fresh head with dropout on them, both sessions made and let go
 * within the measured time. The pictures of the batch stand for all, so that no memory is wasted on a thousand.
 */
async function prepareHead(
  workload: Workload,
  executor: Executor,
  threads: number,
): Promise<PreparedMeasure> {
  const body = subgraphTo(workload.graph, workload.featureLayer);
  const head = classifierHead(body, workload.classes, { dropout: 0.2 });
  const run = async () => {
    const features = await manyFeatures(body, workload, executor, threads);
    await learnHead(head, features, workload, executor, threads);
  };
  return {
    parameters: countParameters(body) + countParameters(head),
    check: [],
    ms: [],
    run,
    dispose: async () => undefined,
  };
}

async function manyFeatures(
  body: LayerGraph,
  { weights, input, batch }: Workload,
  executor: Executor,
  threads: number,
): Promise<Tensor> {
  const forward = await executor.createForward({
    graph: body,
    weights,
    threads,
  });
  const parts: Float32Array[] = [];
  for (let done = 0; done < HEAD_ONLY.pictures; done += batch) {
    const rows = Math.min(batch, HEAD_ONLY.pictures - done);
    const size = input.data.length / batch;
    const values = await forward.run({
      shape: [rows, ...input.shape.slice(1)],
      data: input.data.subarray(0, rows * size),
    });
    parts.push((values.get(body.output) as Tensor).data);
  }
  await forward.dispose();
  const columns = (parts[0]?.length ?? 0) / batch;
  const data = new Float32Array(HEAD_ONLY.pictures * columns);
  let offset = 0;
  for (const part of parts) {
    data.set(part, offset);
    offset += part.length;
  }
  return { shape: [HEAD_ONLY.pictures, columns], data };
}

async function learnHead(
  head: LayerGraph,
  { data }: Tensor,
  { batch, classes }: Workload,
  executor: Executor,
  threads: number,
): Promise<void> {
  const trainer = await executor.createTrainer({
    graph: head,
    weights: initializeWeights(head, 0),
    trainableLayers: new Set(weightSpecs(head).map(({ layer }) => layer)),
    batchNormalization: "inference",
    optimizer: { kind: "adam" },
    batchSize: batch,
    seed: 0,
    threads,
  });
  const columns = data.length / HEAD_ONLY.pictures;
  const labels = oneHotLabels(batch, classes);
  for (let epoch = 0; epoch < HEAD_ONLY.epochs; epoch++) {
    for (let first = 0; first < HEAD_ONLY.pictures; first += batch) {
      const rows = Math.min(batch, HEAD_ONLY.pictures - first);
      const input = new Float32Array(batch * columns);
      input.set(data.subarray(first * columns, (first + rows) * columns));
      await trainer.step({
        input: { shape: [batch, ...head.input.shape], data: input },
        labels,
        sampleWeights: ones(batch, rows),
        learningRate: WARM_LEARNING_RATE,
      });
    }
  }
  await trainer.dispose();
}

/** One for the first rows, zero for those that only fill the batch. */
function ones(batch: number, rows = batch): Tensor {
  return { shape: [batch], data: new Float32Array(batch).fill(1, 0, rows) };
}

function countParameters(graph: LayerGraph): number {
  return weightSpecs(graph).reduce(
    (sum, { shape }) => sum + shape.reduce((size, side) => size * side, 1),
    0,
  );
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
