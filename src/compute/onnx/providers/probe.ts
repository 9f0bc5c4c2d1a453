import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { release, totalmem } from "node:os";
import { dirname, join } from "node:path";
import type { DeviceProbe } from "#engine/compute/device.ts";
import { processorName } from "#engine/compute/processor-name.ts";
import { describeGpu } from "#engine/compute/tfjs/native/nvidia.ts";
import { runChild } from "#engine/compute/tfjs/native/run-child.ts";
import { probeAdapter } from "#engine/compute/tfjs/webgpu/probe-adapter.ts";
import {
  loadRuntime,
  runtimeVersion,
  type OnnxRuntime,
} from "#engine/compute/onnx/runtime.ts";
import type { Provider } from "./provider.ts";

type Absent = Extract<DeviceProbe, { readonly isPresent: false }>;

/** Looks for what a provider needs: the native library, its part of it, and a device. */
export async function probeProvider(provider: Provider): Promise<DeviceProbe> {
  try {
    const runtime = await loadRuntime("node").catch(() => undefined);
    if (runtime === undefined) return NO_LIBRARY;
    return await PROBES[provider](runtime);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      isPresent: false,
      reason: `Looking for it failed: ${reason}`,
      remedy: null,
    };
  }
}

/** onnxruntime's WebAssembly build: offered where the native library does not load, because it is slower. */
export async function probeWebAssembly(): Promise<DeviceProbe> {
  const native = await loadRuntime("node").catch(() => undefined);
  if (native !== undefined) {
    return {
      isPresent: false,
      reason: "onnxruntime's native library works here, and is faster.",
      remedy: null,
    };
  }
  try {
    await loadRuntime("web");
  } catch {
    return {
      isPresent: false,
      reason: "The package onnxruntime-web is not installed.",
      remedy: REINSTALL,
    };
  }
  return processor(`onnxruntime-web ${runtimeVersion()}`);
}

const REINSTALL = 'Run "npm ci" in Convolve\'s folder.';

const NO_LIBRARY: Absent = {
  isPresent: false,
  reason: `onnxruntime has no library that loads on ${process.platform}/${process.arch}.`,
  remedy: REINSTALL,
};

const PROBES: Readonly<
  Record<Provider, (runtime: OnnxRuntime) => Promise<DeviceProbe>>
> = {
  cpu: async () => processor(`onnxruntime ${runtimeVersion()}`),
  webgpu: async (runtime) =>
    isBundled(runtime, "webgpu") ? probeAdapter() : notBundled("WebGPU"),
  dml: async (runtime) =>
    isBundled(runtime, "dml")
      ? probeWindowsGraphics()
      : notOnThisSystem("DirectML", "Windows"),
  coreml: async (runtime) =>
    isBundled(runtime, "coreml")
      ? probeAppleProcessor()
      : notOnThisSystem("CoreML", "macOS"),
  cuda: async (runtime) =>
    runtime.backends.some(({ name }) => name === "cuda")
      ? probeCuda()
      : notOnThisSystem("onnxruntime's CUDA provider", "Linux on x64"),
};

function processor(driver: string): DeviceProbe {
  return {
    isPresent: true,
    name: processorName(),
    driver,
    memoryBytes: totalmem(),
  };
}

function isBundled({ backends }: OnnxRuntime, wanted: string): boolean {
  return backends.some(({ name, bundled }) => name === wanted && bundled);
}

function notBundled(title: string): Absent {
  return {
    isPresent: false,
    reason: `onnxruntime comes without ${title} on ${process.platform}/${process.arch}.`,
    remedy: null,
  };
}

function notOnThisSystem(title: string, system: string): Absent {
  return {
    isPresent: false,
    reason: `${title} is there on ${system} only.`,
    remedy: null,
  };
}

const TIME_LIMIT_MS = 15_000;

/** The first graphics card that Windows lists, which is the one that DirectML counts as 0. */
async function probeWindowsGraphics(): Promise<DeviceProbe> {
  const { code, output } = await runChild({
    command: "powershell.exe",
    arguments: [
      "-NoProfile",
      "-NonInteractive",
      "-Command",
      "Get-CimInstance Win32_VideoController | Select-Object -First 1 Name, DriverVersion | ConvertTo-Json -Compress",
    ],
    timeLimitMs: TIME_LIMIT_MS,
  });
  const card = code === 0 ? parseVideoController(output) : undefined;
  if (card === undefined) {
    return {
      isPresent: false,
      reason: "Windows lists no graphics card.",
      remedy: "Install the driver of your graphics card.",
    };
  }
  return { isPresent: true, ...card, memoryBytes: null };
}

/** Reads what Windows says of a graphics card; undefined where it says nothing. */
export function parseVideoController(
  output: string,
): { readonly name: string; readonly driver: string | null } | undefined {
  const line = output.split(/\r?\n/).find((text) => text.startsWith("{"));
  if (line === undefined) return undefined;
  const { Name: name, DriverVersion: driver } = JSON.parse(line) as {
    Name?: string | null;
    DriverVersion?: string | null;
  };
  return name ? { name, driver: driver ?? null } : undefined;
}

/** CoreML chooses between the processor, its graphics and its neural engine by itself. */
async function probeAppleProcessor(): Promise<DeviceProbe> {
  return {
    isPresent: true,
    name: `${processorName()}, with its GPU and Neural Engine`,
    driver: `macOS, Darwin ${release()}`,
    memoryBytes: totalmem(),
  };
}

const CUDA_LIBRARY = "libonnxruntime_providers_cuda.so";

/** How to get the CUDA part, which is too large for the npm registry: onnxruntime-node's own script fetches it from NuGet. */
const CUDA_REMEDY =
  'Install CUDA 12 and cuDNN 9, then run "node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12" in Convolve\'s folder; it fetches a few hundred MB from nuget.org.';

async function probeCuda(): Promise<DeviceProbe> {
  const card = await describeGpu();
  if (card === undefined) {
    return {
      isPresent: false,
      reason: "No NVIDIA graphics card, or no driver for it, was found.",
      remedy: null,
    };
  }
  const main = createRequire(import.meta.url).resolve("onnxruntime-node");
  const folder = join(
    dirname(dirname(main)),
    "bin",
    "napi-v6",
    process.platform,
    process.arch,
  );
  if (!existsSync(join(folder, CUDA_LIBRARY))) {
    return {
      isPresent: false,
      reason: `${card.name} is there, but not onnxruntime's CUDA library.`,
      remedy: CUDA_REMEDY,
    };
  }
  return { isPresent: true, ...card };
}
