import type { ComputeDevice } from "#engine/compute/device.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { loadWebgpuBackend } from "./dawn.ts";
import { probeAdapter } from "./probe-adapter.ts";

/** TensorFlow.js's own WebGPU kernels through Dawn. */
export function webgpuDevice(): ComputeDevice {
  return {
    id: "tfjs:webgpu",
    kind: "gpu",
    provider: "TensorFlow.js WebGPU",
    probe: probeAdapter,
    async createExecutor() {
      return createTfjsExecutor({ backend: await loadWebgpuBackend() });
    },
  };
}
