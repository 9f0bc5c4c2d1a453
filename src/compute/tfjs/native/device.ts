import { availableParallelism, cpus, totalmem } from "node:os";
import { StudioError } from "#engine/base/errors.ts";
import type { ComputeDevice, DeviceProbe } from "#engine/compute/device.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { findBinding } from "./binding.ts";
import { registerFusedKernels } from "./kernels/register.ts";
import { loadNativeBackend } from "./load-native.ts";
import { describeGpu } from "./nvidia.ts";
import { probeBinding, type BindingFacts } from "./probe-binding.ts";
import { NO_BINDING_REMEDY, NO_CUDA_REMEDY } from "./remedies.ts";

/** TensorFlow's C library through TensorFlow.js, on the processor or on CUDA. */
export function nativeDevice({
  gpu,
}: {
  readonly gpu: boolean;
}): ComputeDevice {
  return {
    id: gpu ? "tfjs:native-gpu" : "tfjs:native",
    kind: gpu ? "gpu" : "cpu",
    provider: gpu ? "TensorFlow CUDA" : "TensorFlow CPU",
    async probe() {
      try {
        const facts = await probeLibrary();
        if (!("usesGpu" in facts)) return facts;
        return gpu ? describeCuda(facts) : describeProcessor(facts);
      } catch (error) {
        return {
          isPresent: false,
          reason: `Looking for TensorFlow failed: ${(error as Error).message}`,
          remedy: null,
        };
      }
    },
    async createExecutor(options = {}) {
      if (gpu) await requireCuda();
      const backend = loadNativeBackend({ gpu, ...options });
      registerFusedKernels();
      return createTfjsExecutor({ backend });
    },
  };
}

type Absent = Extract<DeviceProbe, { isPresent: false }>;

async function probeLibrary(): Promise<BindingFacts | Absent> {
  const file = findBinding();
  if (file === undefined) {
    return {
      isPresent: false,
      reason: "TensorFlow's native library is not installed.",
      remedy: NO_BINDING_REMEDY,
    };
  }
  const probe = await probeBinding(file.path);
  if (probe.isLoadable) return probe;
  return {
    isPresent: false,
    reason: `TensorFlow's native library is there but does not load: ${probe.reason}.`,
    remedy: NO_BINDING_REMEDY,
  };
}

function describeProcessor({ tensorflowVersion }: BindingFacts): DeviceProbe {
  const model = cpus()[0]?.model.trim() || "Processor";
  const cores = availableParallelism();
  return {
    isPresent: true,
    name: `${model}, ${cores} ${cores === 1 ? "core" : "cores"}`,
    driver: `TensorFlow ${tensorflowVersion}`,
    memoryBytes: totalmem(),
  };
}

async function describeCuda(facts: BindingFacts): Promise<DeviceProbe> {
  const library = `TensorFlow ${facts.tensorflowVersion}`;
  const card = await describeGpu();
  if (!facts.usesGpu) {
    return {
      isPresent: false,
      reason:
        card === undefined
          ? `${library} is installed, but this machine has no NVIDIA graphics card with a working driver.`
          : `${library} is installed, but it does not use ${card.name}: it was made without CUDA, or CUDA's libraries of its version are missing.`,
      remedy: card === undefined ? null : NO_CUDA_REMEDY,
    };
  }
  return {
    isPresent: true,
    name: card?.name ?? "NVIDIA graphics card",
    driver: card ? `${library}, driver ${card.driver}` : library,
    memoryBytes: card?.memoryBytes ?? null,
  };
}

async function requireCuda(): Promise<void> {
  const facts = await probeLibrary();
  const probe = "usesGpu" in facts ? await describeCuda(facts) : facts;
  if (probe.isPresent) return;
  throw new StudioError(
    "compute/device-unavailable",
    [probe.reason, probe.remedy].filter(Boolean).join(" "),
  );
}
