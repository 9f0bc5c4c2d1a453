import { StudioError } from "#engine/base/errors.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { TFJS_DEVICES } from "#engine/compute/tfjs/devices.ts";

/** Devices worth a row of their own beside onnxruntime on the processor: the reference in plain JavaScript is not. */
const OTHERS = TFJS_DEVICES.filter(({ id }) =>
  ["tfjs:native", "tfjs:native-gpu"].includes(id),
);

export interface PresentDevice {
  readonly id: string;
  readonly provider: string;
}

/** What of our own can be measured on this machine, onnxruntime on the processor first. */
export async function presentDevices(): Promise<PresentDevice[]> {
  const present: PresentDevice[] = [
    { id: "onnx:cpu", provider: "onnxruntime CPU" },
  ];
  for (const device of OTHERS) {
    const { isPresent } = await device.probe();
    if (isPresent) present.push({ id: device.id, provider: device.provider });
  }
  return present;
}

/** @throws StudioError `bench/unknown-device`, `compute/…` */
export async function createBenchExecutor(
  id: string,
  threads: number,
): Promise<Executor> {
  if (id === "onnx:cpu") return createOnnxExecutor({ threads });
  const device = OTHERS.find((other) => other.id === id);
  if (device) return device.createExecutor({ threads });
  throw new StudioError(
    "bench/unknown-device",
    `The benchmark measures onnx:cpu, ${OTHERS.map((other) => other.id).join(", ")}. Received: ${id}.`,
  );
}
