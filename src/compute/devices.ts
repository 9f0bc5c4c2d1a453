import { createRequire } from "node:module";
import { availableParallelism, cpus, totalmem } from "node:os";
import type { Device } from "#api/system.ts";
import { createRandom } from "#engine/base/random.ts";
import { sizeOf, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import type { Executor } from "./executor.ts";

/** What can be said of a provider of onnxruntime before it is used. */
interface ProviderEntry {
  readonly kind: Device["kind"];
  readonly name: string;
  readonly provider: string;
}

const PROVIDERS: Readonly<Record<string, ProviderEntry>> = {
  webgpu: {
    kind: "gpu",
    name: "Graphics card through WebGPU",
    provider: "onnxruntime WebGPU",
  },
  dml: {
    kind: "gpu",
    name: "Graphics card through DirectML",
    provider: "onnxruntime DirectML",
  },
  coreml: {
    kind: "npu",
    name: "Apple Neural Engine and GPU",
    provider: "onnxruntime CoreML",
  },
  cuda: {
    kind: "gpu",
    name: "NVIDIA graphics card",
    provider: "onnxruntime CUDA",
  },
};

/**
 * What this machine has to compute with, the chosen device first. Loads onnxruntime's native library, so it belongs into a model or
 * job process. Nothing is started or measured.
 */
export async function listDevices(): Promise<Device[]> {
  const backends = await supportedBackends();
  const others = backends
    .filter(({ name, bundled }) => bundled && name in PROVIDERS)
    .map(({ name }): Device => {
      const entry = PROVIDERS[name] as ProviderEntry;
      return {
        ...entry,
        id: `onnx:${name}`,
        memoryBytes: null,
        available: false,
        chosen: false,
        note: "Part of onnxruntime on this system, but not used: its results have not been checked against the CPU's here.",
      };
    });
  return [cpuDevice(backends.length > 0), ...others];
}

export interface DeviceSpeed {
  /** Pictures per second through the network. */
  readonly forwardImagesPerSecond: number;
  /** Pictures per second in training steps with every layer learning. */
  readonly trainingImagesPerSecond: number;
}

/**
 * Measures an executor on a network's own ops: two forward calls and two training steps, each after one to warm up.
 * Blocks the event loop for that long.
 */
export async function measureDevice(
  executor: Executor,
  graph: LayerGraph,
  weights: TensorMap,
): Promise<DeviceSpeed> {
  const input = noise([MEASURED_BATCH, ...graph.input.shape]);
  const forward = await executor.createForward({ graph, weights });
  const forwardMs = await timeTwo(() => forward.run(input));
  await forward.dispose();
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
  const trainingMs = await timeTwo(() => trainer.step(batch));
  await trainer.dispose();
  return {
    forwardImagesPerSecond: (2000 * MEASURED_BATCH) / forwardMs,
    trainingImagesPerSecond: (2000 * MEASURED_BATCH) / trainingMs,
  };
}

const MEASURED_BATCH = 8;

async function timeTwo(work: () => Promise<unknown>): Promise<number> {
  await work();
  const start = performance.now();
  await work();
  await work();
  return performance.now() - start;
}

function noise(shape: readonly number[]): Tensor {
  const random = createRandom("measure");
  const data = Float32Array.from({ length: sizeOf(shape) }, () =>
    random.uniform(-1, 1),
  );
  return { shape, data };
}

function cpuDevice(hasRuntime: boolean): Device {
  const model = cpus()[0]?.model.trim();
  const cores = availableParallelism();
  return {
    id: "onnx:cpu",
    kind: "cpu",
    name: `${model === undefined || model === "" ? "Processor" : model}, ${cores} ${cores === 1 ? "core" : "cores"}`,
    provider: `onnxruntime ${runtimeVersion()} CPU`,
    memoryBytes: totalmem(),
    available: hasRuntime,
    chosen: hasRuntime,
    note: hasRuntime
      ? "Used for everything: it gives the same bits on every run."
      : "onnxruntime has no library for this system, so nothing can be computed here.",
  };
}

async function supportedBackends(): Promise<
  readonly { name: string; bundled: boolean }[]
> {
  try {
    const { listSupportedBackends } = await import("onnxruntime-node");
    return listSupportedBackends();
  } catch {
    return [];
  }
}

function runtimeVersion(): string {
  const { version } = createRequire(import.meta.url)(
    "onnxruntime-node/package.json",
  ) as {
    version: string;
  };
  return version;
}
