import type { Device, DeviceNetworkChoice } from "#api/devices.ts";
import type { DeviceId, DeviceProbe } from "#engine/compute/device.ts";
import type { DeviceSpeed } from "#engine/compute/measure-device.ts";
import type { PlainError } from "./process-messages.ts";

// What travels between whoever asks about a device and the device's own process.

export interface FindRequest {
  readonly type: "find";
  /** After this the process ends itself. */
  readonly timeLimitMs: number;
  readonly deviceId: DeviceId;
}

export interface ExamineRequest {
  readonly type: "examine";
  readonly timeLimitMs: number;
  readonly deviceId: DeviceId;
  readonly network: DeviceNetworkChoice;
  readonly modelsFolder: string;
  readonly threads: number | undefined;
}

/** A device as it was found, or not. */
export interface FoundDevice {
  readonly id: DeviceId;
  readonly kind: Device["kind"];
  readonly provider: string;
  readonly probe: DeviceProbe;
}

/** A driver that draws with the processor (SwiftShader, llvmpipe): right, and always slower than the processor itself. */
export function isImitation({ probe }: Pick<FoundDevice, "probe">): boolean {
  return probe.isPresent && probe.name.includes("(in software)");
}

export interface OpFailure {
  readonly op: string;
  readonly pass: "forward" | "backward";
  readonly message: string;
}

export type FromDevice =
  | { readonly type: "found"; readonly device: FoundDevice }
  | { readonly type: "testing" | "measuring" }
  | { readonly type: "tested"; readonly failures: readonly OpFailure[] }
  | { readonly type: "measured"; readonly speed: DeviceSpeed }
  | { readonly type: "failed"; readonly error: PlainError }
  | { readonly type: "done" };
