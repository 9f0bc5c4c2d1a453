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
  /** Whether training steps run on it too; else they run on the CPU. */
  readonly trains: boolean;
}

/** CoreML's flags (coreml_provider_factory.h): an ML program, which knows more ops than the older neural network. */
const COREML_CREATE_MLPROGRAM = 0x010;

export const PROVIDERS = {
  cpu: {
    kind: "cpu",
    title: "CPU",
    session: { executionProviders: ["cpu"] },
    trains: true,
  },
  webgpu: {
    kind: "gpu",
    title: "WebGPU",
    session: {
      // In its default layout, NHWC, convolutions with k > 1 over some numbers of channels (LeNet-5's C3: 6 → 16) are silently wrong.
      executionProviders: [{ name: "webgpu", preferredLayout: "NCHW" }],
    },
    trains: true,
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
    trains: true,
  },
  coreml: {
    kind: "npu",
    title: "CoreML",
    session: {
      // Without the flag for static shapes, with which ML programs are wrong on macOS 15: github.com/microsoft/onnxruntime/issues/32569
      executionProviders: [
        { name: "coreml", coreMlFlags: COREML_CREATE_MLPROGRAM },
      ],
    },
    // Its normalization takes constant weights only, and its splits, slices and comparisons few forms: a training graph, whose weights are
    // inputs, would be cut into pieces that go to the CPU and back.
    trains: false,
  },
  cuda: {
    kind: "gpu",
    title: "CUDA",
    // Convolutions take factors rounded to TF32, as PyTorch and TensorFlow do; NVIDIA_TF32_OVERRIDE=0 in the environment ends that.
    session: { executionProviders: [{ name: "cuda" }] },
    trains: true,
  },
} as const satisfies Record<Provider, ProviderEntry>;
