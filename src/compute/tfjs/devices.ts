import type { ComputeDevice } from "#engine/compute/device.ts";
import { nativeDevice } from "./native/device.ts";
import { createTfjsExecutor } from "./tfjs-executor.ts";
import { webgpuDevice } from "./webgpu/device.ts";

/**
 * What TensorFlow.js can compute with, the likely fastest first. `tfjs:cpu` is the reference of the tests, never for work. Its wasm
 * backend is not among them: it has no gradient of a convolution's filter (github.com/tensorflow/tfjs/issues/8474).
 */
export const TFJS_DEVICES: readonly ComputeDevice[] = [
  nativeDevice({ gpu: true }),
  nativeDevice({ gpu: false }),
  webgpuDevice(),
  {
    id: "tfjs:cpu",
    kind: "cpu",
    provider: "TensorFlow.js in plain JavaScript",
    probe: () =>
      Promise.resolve({
        isPresent: true,
        name: "Processor, plain JavaScript",
        driver: null,
        memoryBytes: null,
      }),
    createExecutor: () =>
      Promise.resolve(createTfjsExecutor({ backend: "cpu" })),
  },
];
