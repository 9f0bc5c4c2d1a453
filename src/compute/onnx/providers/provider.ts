import type { InferenceSession } from "onnxruntime-common";
import type { ComputeDevice } from "#engine/compute/device.ts";

/** What onnxruntime can compute with. */
export type Provider = "cpu" | "webgpu" | "dml" | "coreml" | "cuda";

export interface ProviderEntry {
  readonly kind: ComputeDevice["kind"];
  /** As people know it. */
  readonly title: string;
  /** How a session is asked for; what the provider cannot do goes to the CPU where onnxruntime sees that beforehand. */
  readonly session: InferenceSession.SessionOptions;
}

/** CoreML's flags (coreml_provider_factory.h): an ML program, which knows more ops than the older neural network. */
const COREML_CREATE_MLPROGRAM = 0x010;

export const PROVIDERS = {
  cpu: {
    kind: "cpu",
    title: "CPU",
    session: { executionProviders: ["cpu"] },
  },
  webgpu: {
    kind: "gpu",
    title: "WebGPU",
    session: {
      // In its default layout, NHWC, convolutions with k > 1 over some numbers of channels (LeNet-5's C3: 6 → 16) are silently wrong.
      executionProviders: [{ name: "webgpu", preferredLayout: "NCHW" }],
    },
  },
  dml: {
    kind: "gpu",
    title: "DirectML",
    session: {
      executionProviders: [{ name: "dml" }],
      // DirectML supports neither memory patterns nor parallel execution: onnxruntime.ai/docs/execution-providers/DirectML-ExecutionProvider.html
      enableMemPattern: false,
      executionMode: "sequential",
    },
  },
  coreml: {
    kind: "npu",
    title: "CoreML",
    session: {
      executionProviders: [
        { name: "coreml", coreMlFlags: COREML_CREATE_MLPROGRAM },
      ],
    },
  },
  cuda: {
    kind: "gpu",
    title: "CUDA",
    session: { executionProviders: [{ name: "cuda" }] },
  },
} as const satisfies Record<Provider, ProviderEntry>;
