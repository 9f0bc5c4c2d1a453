import { createRandom } from "#engine/base/random.ts";
import { sizeOf, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { inputNumbers } from "./embedded-input.ts";
import type { Executor } from "./executor.ts";

export interface DeviceSpeed {
  /** Pictures per second through the network. */
  readonly forwardImagesPerSecond: number;
  /** Pictures per second in training steps with every layer learning. */
  readonly trainingImagesPerSecond: number;
}

/**
 * Measures an executor on a network's own ops: forward calls, then training steps, each after one to warm up. At least two of each, and
 * more until a third of a second is over, because small networks are done too fast for a clock.
 * Blocks the event loop for single calls.
 */
export async function measureDevice(
  executor: Executor,
  graph: LayerGraph,
  weights: TensorMap,
): Promise<DeviceSpeed> {
  const input = networkInput(graph, MEASURED_BATCH);
  const forwardImagesPerSecond = await measureForward(executor, {
    graph,
    weights,
  });
  const trainer = await executor.createTrainer({
    graph,
    weights,
    trainableLayers: new Set(graph.layers.map((layer) => layer.name)),
    batchNormalization: "training",
    optimizer: { kind: "sgd", momentum: 0.9 },
    batchSize: MEASURED_BATCH,
    seed: 0,
  });
  const [classes = 1] = shapeOf(inferShapes(graph), graph.output);
  const labels = new Float32Array(MEASURED_BATCH * classes);
  for (let row = 0; row < MEASURED_BATCH; row++)
    labels[row * classes + (row % classes)] = 1;
  const batch = {
    input,
    labels: { shape: [MEASURED_BATCH, classes], data: labels },
    sampleWeights: {
      shape: [MEASURED_BATCH],
      data: new Float32Array(MEASURED_BATCH).fill(1),
    },
    learningRate: 1e-4,
  };
  const trainingMs = await timePerCall(() => trainer.step(batch)).finally(() =>
    trainer.dispose(),
  );
  return {
    forwardImagesPerSecond,
    trainingImagesPerSecond: (1000 * MEASURED_BATCH) / trainingMs,
  };
}

/** Pictures per second through a network, as `measureDevice` measures them. @param threads of the processor; default: as the executor has it */
export async function measureForward(
  executor: Executor,
  {
    graph,
    weights,
    threads,
  }: {
    readonly graph: LayerGraph;
    readonly weights: TensorMap;
    readonly threads?: number | undefined;
  },
): Promise<number> {
  const input = networkInput(graph, MEASURED_BATCH);
  const forward = await executor.createForward({
    graph,
    weights,
    ...(threads === undefined ? {} : { threads }),
  });
  const ms = await timePerCall(() => forward.run(input)).finally(() =>
    forward.dispose(),
  );
  return (1000 * MEASURED_BATCH) / ms;
}

/** Enough to fill a graphics card a little, small enough for plain JavaScript. */
const MEASURED_BATCH = 16;
const LEAST_CALLS = 2;
const MOST_CALLS = 30;
const LEAST_MS = 330;
/** A call that takes longer than this is measured well enough by itself. */
const LONG_CALL_MS = 2000;

async function timePerCall(work: () => Promise<unknown>): Promise<number> {
  await work();
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (
    (calls < LEAST_CALLS && elapsed < LONG_CALL_MS) ||
    (elapsed < LEAST_MS && calls < MOST_CALLS)
  ) {
    await work();
    calls++;
    elapsed = performance.now() - start;
  }
  return elapsed / calls;
}

function networkInput(graph: LayerGraph, batch: number): Tensor {
  const random = createRandom("measure");
  const shape = [batch, ...graph.input.shape];
  const numbers = inputNumbers(graph);
  const draw = () =>
    numbers === undefined ? random.uniform(-1, 1) : random.integer(numbers);
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, draw) };
}
