import type { TensorMap } from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { ComputeDevice, DeviceId } from "./device.ts";

/** What a device is tested with: the chosen network. */
export interface TestedNetwork {
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
}

/** One op of the network, or the whole of it, computed on the device and by onnxruntime on the CPU. */
export interface SelfTestEntry {
  /** In words a person knows: `conv2d 3×3, stride 2, 32 → 64 channels`, or `whole network`. */
  readonly op: string;
  readonly pass: "forward" | "backward";
  /** Largest difference, relative to 1 + the largest value; NaN when the device gave no number, null when it refused the op. */
  readonly largestDifference: number | null;
  readonly tolerance: number;
  readonly passed: boolean;
  /** What was wrong, in a sentence; null when it passed. */
  readonly message: string | null;
}

export interface SelfTestReport {
  readonly deviceId: DeviceId;
  /** All entries passed and the whole network was computed. */
  readonly passed: boolean;
  readonly entries: readonly SelfTestEntry[];
  /** Ops that were left out because the time was up. */
  readonly skipped: readonly string[];
  readonly totalMs: number;
}

export type SelfTest = (
  device: ComputeDevice,
  network: TestedNetwork,
) => Promise<SelfTestReport>;
