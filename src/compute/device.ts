import type { Executor } from "./executor.ts";

/**
 * Something on this machine that networks can be computed with: one execution provider of onnxruntime or one backend of
 * TensorFlow.js. The ids are stable, because settings and run records keep them.
 */
export type DeviceId =
  | "onnx:cpu"
  | "onnx:webgpu"
  | "onnx:dml"
  | "onnx:coreml"
  | "onnx:cuda"
  /** onnxruntime-web in Node, where onnxruntime-node has no binary (Intel Macs). */
  | "onnx-web:cpu"
  /** TensorFlow's C library on the processor, and on CUDA. */
  | "tfjs:native"
  | "tfjs:native-gpu"
  /** TensorFlow.js's own WebGPU kernels through Dawn. */
  | "tfjs:webgpu"
  /** Plain JavaScript: the reference of the tests, never chosen for work. */
  | "tfjs:cpu";

export interface ComputeDevice {
  readonly id: DeviceId;
  readonly kind: "cpu" | "gpu" | "npu";
  /** What computes, in words: `onnxruntime 1.30 WebGPU`. */
  readonly provider: string;
  /** Looks for it; computes nothing, never throws. */
  probe(): Promise<DeviceProbe>;
  /** @throws StudioError `compute/device-unavailable` with what is missing and what to do */
  createExecutor(options?: DeviceOptions): Promise<Executor>;
}

export interface DeviceOptions {
  /** Intra-op threads; default: all physical cores. */
  readonly threads?: number;
}

export type DeviceProbe =
  | {
      readonly isPresent: true;
      /** As the system names it: `NVIDIA H200`, `AMD EPYC, 2 cores`. */
      readonly name: string;
      /** Driver or library version, where it can be told. */
      readonly driver: string | null;
      readonly memoryBytes: number | null;
    }
  | {
      readonly isPresent: false;
      readonly reason: string;
      /** How to get it; null where there is no way on this system. */
      readonly remedy: string | null;
    };
