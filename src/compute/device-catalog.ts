import type { ComputeDevice, DeviceId } from "./device.ts";

/**
 * Everything that networks can be computed with, the one that always works first. Loads both engines' JavaScript; their native libraries
 * only when a device is asked for something.
 */
export async function computeDevices(): Promise<readonly ComputeDevice[]> {
  const { ONNX_DEVICES } = await import("./onnx/devices.ts");
  const { TFJS_DEVICES } = await import("./tfjs/devices.ts");
  return [...ONNX_DEVICES, ...TFJS_DEVICES];
}

/** One of them, without loading the engine that it does not belong to; undefined where this build has no such device. */
export async function computeDevice(
  id: DeviceId,
): Promise<ComputeDevice | undefined> {
  const devices = id.startsWith("onnx")
    ? (await import("./onnx/devices.ts")).ONNX_DEVICES
    : (await import("./tfjs/devices.ts")).TFJS_DEVICES;
  return devices.find((device) => device.id === id);
}
