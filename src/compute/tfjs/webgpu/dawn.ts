import { createRequire } from "node:module";
import * as tf from "@tensorflow/tfjs";
import { StudioError } from "#engine/base/errors.ts";

const WEBGPU_BACKEND = "webgpu";

export const NO_ADAPTER_REMEDY =
  "Install or update the graphics driver (on Linux with its Vulkan part: the package mesa-vulkan-drivers, or NVIDIA's own driver).";

/** What TensorFlow.js's kernels use beyond WebGPU's guaranteed least, taken as large as the card allows. */
const RAISED_LIMITS = [
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
] as const;

/** The part of Dawn's `GPU` that is used here; its own types need the DOM's. */
interface Dawn {
  requestAdapter(options: object): Promise<Adapter | null>;
}

export interface Adapter {
  readonly info: {
    readonly vendor: string;
    readonly architecture: string;
    readonly device: string;
    readonly description: string;
    readonly isFallbackAdapter: boolean;
  };
  readonly limits: Readonly<Record<(typeof RAISED_LIMITS)[number], number>>;
  requestDevice(options: object): Promise<object>;
}

interface WebgpuPackage {
  readonly create: (options: readonly string[]) => Dawn;
  readonly globals: Record<string, unknown>;
}

interface BackendPackage {
  readonly WebGPUBackend: new (
    device: object,
    info: Adapter["info"],
  ) => tf.KernelBackend;
}

let loading: Promise<string> | undefined;

/**
 * Starts Dawn in this process and registers TensorFlow.js's WebGPU kernels. It stays for the life of the process, and does not keep
 * the process from ending.
 * @returns the backend's name, for `selectBackend`
 * @throws StudioError `compute/device-unavailable`
 */
export function loadWebgpuBackend(): Promise<string> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<string> {
  // Imported before `navigator.gpu` exists, so that the package does not register a backend of its own, which would ask
  // for features in a form that Dawn refuses.
  const { WebGPUBackend } = createRequire(import.meta.url)(
    "@tensorflow/tfjs-backend-webgpu",
  ) as BackendPackage;
  const adapter = await requestAdapter();
  const device = await adapter.requestDevice({
    requiredLimits: Object.fromEntries(
      RAISED_LIMITS.map((name) => [name, adapter.limits[name]]),
    ),
  });
  const backend = new WebGPUBackend(device, adapter.info);
  tf.registerBackend(WEBGPU_BACKEND, () => backend);
  return WEBGPU_BACKEND;
}

async function requestAdapter(): Promise<Adapter> {
  let gpu: Dawn;
  try {
    const dawn = (await import("webgpu")) as unknown as WebgpuPackage;
    Object.assign(globalThis, dawn.globals);
    gpu = dawn.create([]);
  } catch (cause) {
    throw unavailable(
      `Dawn, the WebGPU library, does not load here: ${(cause as Error).message}. It needs a current Windows, macOS or Linux on x64 or arm64.`,
      cause,
    );
  }
  // Dawn lives as long as this object, so the object is held here; TensorFlow.js looks for it under this name.
  Object.defineProperty(globalThis.navigator, "gpu", {
    value: gpu,
    configurable: true,
  });
  const adapter = await gpu.requestAdapter({
    powerPreference: "high-performance",
  });
  if (adapter === null) {
    throw unavailable(
      `No graphics card was found through WebGPU. ${NO_ADAPTER_REMEDY}`,
    );
  }
  return adapter;
}

function unavailable(message: string, cause?: unknown): StudioError {
  return new StudioError("compute/device-unavailable", message, { cause });
}
