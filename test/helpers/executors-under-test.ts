import type { Executor } from "#engine/compute/executor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { loadWebgpuBackend } from "#engine/compute/tfjs/webgpu/dawn.ts";
import {
  createNativeExecutor,
  nativeTensorflowUnavailable,
} from "./native-tensorflow.ts";
import {
  softwareVulkanUnavailable,
  useSoftwareVulkan,
} from "./software-vulkan.ts";

/** An executor that must give the reference's numbers, in tables of tests. */
export interface ExecutorUnderTest {
  readonly name: string;
  create(): Promise<Executor>;
  /** Largest difference from the reference, relative to 1 + the value. */
  readonly tolerance: number;
  /** Why it cannot be tested on this machine. */
  readonly unavailable?: string | undefined;
  /** Of the table of ops; default every case. A slow device takes the first case of each op, unless CONVOLVE_EVERY_CASE is set. */
  readonly coverage?: "every case" | "first case of each op";
}

/** Plain JavaScript, written for being right: what the others are compared with. */
export const REFERENCE: ExecutorUnderTest = {
  name: "tfjs cpu",
  create: async () => createTfjsExecutor({ backend: "cpu" }),
  tolerance: 0,
  coverage: "first case of each op",
};

export const EXECUTORS_UNDER_TEST: readonly ExecutorUnderTest[] = [
  {
    name: "onnx cpu",
    create: async () => createOnnxExecutor({ threads: 1 }),
    tolerance: 1e-4,
  },
  {
    name: "onnx webgpu",
    create: async () => {
      useSoftwareVulkan();
      return createOnnxExecutor({ provider: "webgpu", threads: 1 });
    },
    tolerance: 1e-4,
    unavailable: softwareVulkanUnavailable(),
  },
  {
    name: "onnx web",
    create: async () => createOnnxExecutor({ runtime: "web", threads: 1 }),
    tolerance: 1e-4,
  },
  {
    name: "tfjs native",
    create: createNativeExecutor,
    tolerance: 1e-4,
    unavailable: await nativeTensorflowUnavailable(),
  },
  {
    name: "tfjs webgpu",
    create: async () => {
      useSoftwareVulkan();
      return createTfjsExecutor({ backend: await loadWebgpuBackend() });
    },
    tolerance: 1e-4,
    unavailable: softwareVulkanUnavailable(),
    // Every shader is compiled for the processor: seconds a case.
    coverage: "first case of each op",
  },
];
