import type { Device } from "#api/devices.ts";

/** How to get a faster device than the one that is used, a sentence each. */
export function adviceFor(
  devices: readonly Device[],
  chosenId: string,
): string[] {
  const of = (id: string) => devices.find((device) => device.id === id);
  const advice: string[] = [];
  const untested = devices.filter(({ state }) => state === "untested");
  const chosen = of(chosenId);
  if (untested.length > 0 || chosen?.test == null) {
    advice.push(
      "Test and measure: of the devices that compute this network rightly, the fastest is used from then on.",
    );
  }
  if (chosen?.kind === "gpu") return advice;
  const tensorflow = of("tfjs:native");
  const cuda = of("tfjs:native-gpu");
  if (tensorflow?.state === "absent" && cuda?.state === "absent") {
    advice.push(
      "TensorFlow can be faster in training. If a Python on this machine has it, link it; otherwise install its library.",
    );
  }
  const webgpu = [of("onnx:webgpu"), of("tfjs:webgpu")];
  if (webgpu.every((device) => device?.state === "absent")) {
    advice.push(
      process.platform === "linux"
        ? "A graphics card is used through WebGPU, which needs its Vulkan driver: on Ubuntu the package mesa-vulkan-drivers, for NVIDIA the driver of NVIDIA."
        : "A graphics card is used through WebGPU; if this machine has one, update its driver.",
    );
  }
  return advice;
}
