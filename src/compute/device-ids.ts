import { AUTOMATIC } from "#api/devices.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { DeviceId } from "./device.ts";

/** Every device that there can be, the one that always works first. */
export const DEVICE_IDS = [
  "onnx:cpu",
  "onnx:webgpu",
  "onnx:dml",
  "onnx:coreml",
  "onnx:cuda",
  "onnx-web:cpu",
  "tfjs:native",
  "tfjs:native-gpu",
  "tfjs:webgpu",
  "tfjs:cpu",
] as const satisfies readonly DeviceId[];

/** Computed in plain JavaScript for the tests: right, and far too slow to be chosen by itself. */
export const REFERENCE_DEVICE: DeviceId = "tfjs:cpu";

/** What is used when nothing is known of any other. */
export const SURE_DEVICE: DeviceId = "onnx:cpu";

/**
 * What a person chose.
 * @throws StudioError `compute/unknown-device` with the ids that there are; `compute/cannot-train` for what can never be used
 */
export function parseDeviceChoice(choice: string): DeviceId | typeof AUTOMATIC {
  if (choice === AUTOMATIC) return AUTOMATIC;
  const id = DEVICE_IDS.find((known) => known === choice);
  if (id !== undefined) return id;
  if (choice === "tfjs:wasm") {
    throw new StudioError(
      "compute/cannot-train",
      "TensorFlow.js's wasm backend has no gradients of convolutions (tensorflow/tfjs#8474), so no network here can be trained on it, and onnxruntime is several times faster forward. Use onnx:cpu, which runs everywhere.",
    );
  }
  throw new StudioError(
    "compute/unknown-device",
    `A device is "${AUTOMATIC}" or one of ${DEVICE_IDS.join(", ")}. Received: "${choice}".`,
  );
}
