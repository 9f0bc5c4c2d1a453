import { StudioError } from "#engine/base/errors.ts";
import type { ComputeDevice, DeviceProbe } from "#engine/compute/device.ts";
import { createOnnxExecutor } from "./executor.ts";
import { probeProvider, probeWebAssembly } from "./providers/probe.ts";
import { PROVIDERS, type Provider } from "./providers/provider.ts";
import { runtimeVersion } from "./runtime.ts";
import type { SessionOptions } from "./session.ts";

const VERSION = runtimeVersion().split(".").slice(0, 2).join(".");

/** What onnxruntime can compute with, the one that always works first. */
export const ONNX_DEVICES: readonly ComputeDevice[] = [
  ...(["cpu", "webgpu", "dml", "coreml", "cuda"] as const).map(providerDevice),
  {
    id: "onnx-web:cpu",
    kind: "cpu",
    provider: `onnxruntime ${VERSION} WebAssembly`,
    probe: probeWebAssembly,
    createExecutor: async (options = {}) =>
      createOnnxExecutor({ ...options, runtime: "web" }),
  },
];

function providerDevice(provider: Provider): ComputeDevice {
  const { kind, title } = PROVIDERS[provider];
  const probe = () => probeProvider(provider);
  return {
    id: `onnx:${provider}`,
    kind,
    provider: `onnxruntime ${VERSION} ${title}`,
    probe,
    async createExecutor(options = {}) {
      requirePresent(title, await probe());
      const settings: SessionOptions = { ...options, provider };
      return createOnnxExecutor({ ...settings, runtime: "node" });
    },
  };
}

function requirePresent(title: string, probe: DeviceProbe): void {
  if (probe.isPresent) return;
  const remedy = probe.remedy ?? "Use another device.";
  throw new StudioError(
    "compute/device-unavailable",
    `Expected onnxruntime's ${title} to compute with. Received: ${probe.reason} ${remedy}`,
  );
}
