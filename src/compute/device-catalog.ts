import type { ComputeDevice, DeviceId } from "./device.ts";

/** A device that networks can be computed with, without loading the engine that it does not belong to; undefined where this build has no such device. */
export async function computeDevice(
  id: DeviceId,
): Promise<ComputeDevice | undefined> {
  const devices = id.startsWith("onnx")
    ? (await import("./onnx/devices.ts")).ONNX_DEVICES
    : (await import("./tfjs/devices.ts")).TFJS_DEVICES;
  return devices.find((device) => device.id === id);
}
