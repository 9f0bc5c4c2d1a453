import { StudioError } from "#engine/base/errors.ts";
import type { ComputeDevice } from "#engine/compute/device.ts";
import { nativeDevice } from "./native/device.ts";
import { createTfjsExecutor } from "./tfjs-executor.ts";
import { webgpuDevice } from "./webgpu/device.ts";

/** What TensorFlow.js can compute with, the likely fastest first. `tfjs:cpu` is the reference of the tests, never for work. */
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

/**
 * Why a device that somebody may ask for is not offered, or undefined for an id that means nothing.
 * TensorFlow.js's wasm backend has no gradient of a convolution's filter (github.com/tensorflow/tfjs/issues/8474).
 */
export function explainMissingDevice(id: string): string | undefined {
  return id === "tfjs:wasm"
    ? "TensorFlow.js's wasm backend is not used: it has no gradients for the filters of convolutions, so it cannot train them, and onnxruntime is several times faster forward. Use onnx:cpu, which needs nothing installed either."
    : undefined;
}

/** @throws StudioError `compute/device-unavailable` with the reason, for an id that `explainMissingDevice` knows */
export function refuseMissingDevice(id: string): void {
  const reason = explainMissingDevice(id);
  if (reason !== undefined)
    throw new StudioError("compute/device-unavailable", reason);
}
