import type { Provider } from "./provider.ts";

/**
 * How an operation is written for a provider. `native`: the ONNX op that says it in one node. `other`: several nodes that every
 * provider has. `cpu`: the ONNX op, which onnxruntime gives to the CPU by itself, because the provider registers no kernel.
 */
export type OperationForm = "native" | "other" | "cpu";

interface Entry {
  readonly form: OperationForm;
  readonly reason: string;
}

/** Operations that not every provider has: everything else is native everywhere. */
export type SpecialOperation =
  | "maxPoolingWinners"
  | "batchStatistics"
  | "vectorNormalization"
  | "wideNodes"
  | "doublePrecision";

/**
 * Checked on WebGPU by running (onnxruntime 1.30, software Vulkan device); on DirectML, CoreML and CUDA read in onnxruntime's sources.
 * The self-test has the last word on every machine. Resize with antialias, which WebGPU refuses too, is in exported models alone, and these
 * are checked on the CPU.
 */
export const OPERATION_FORMS: {
  readonly [Operation in SpecialOperation]: Readonly<Record<Provider, Entry>>;
} = {
  /** Which pixel of a max-pooling window won. Native: MaxPool's second output. */
  maxPoolingWinners: {
    cpu: native("MaxPool gives the indices for nothing."),
    webgpu: other(
      "MaxPool with indices throws when it runs (nn/pool.cc: “The Indices output is not supported yet”), without falling back.",
    ),
    dml: other(
      "Indices are 64-bit integers, which few graphics cards compare; comparing the values stays in 32-bit floats.",
    ),
    coreml: other(
      "The pooling builder takes one output only, so indices would go to the CPU and back.",
    ),
    cuda: native("MaxPool has indices since opset 8."),
  },
  /** Normalization by the batch's own mean and variance. Native: BatchNormalization with training_mode. */
  batchStatistics: {
    cpu: native(
      "The stock build has training_mode: 1.2 ms against 5.7 for reductions.",
    ),
    webgpu: other(
      "BatchNormalization throws when it runs (“trainingMode is not supported yet”), without falling back.",
    ),
    dml: other(
      "QueryBatchNormalization refuses training_mode, so the op would go to the CPU and back.",
    ),
    coreml: other(
      "The builder takes one output and constant statistics only, so the op would go to the CPU and back.",
    ),
    cuda: other("The kernel of the stock build knows inference only."),
  },
  /** Normalization of vectors by running averages. Native: BatchNormalization. */
  vectorNormalization: {
    cpu: native("One node, prepacked."),
    webgpu: other(
      "With an even number of channels it is silently wrong (nn/batch_norm.cc, NCHW): it takes two or four neighbours at once, and the scale of the first of them for all.",
    ),
    dml: native("DirectML normalizes over any axes."),
    coreml: other(
      "The builder takes pictures only, so the op would go to the CPU and back.",
    ),
    cuda: native("cuDNN normalizes vectors as pictures of one pixel."),
  },
  /** Split, Concat and Sum over more than seven values: packs of weights have hundreds. */
  wideNodes: {
    cpu: native("One node over all values is the fastest."),
    webgpu: other(
      "A shader has 8 to 16 buffers: Split throws beyond (“Too many storage buffers in shader”), Concat counts one too few and in several passes is right for the first axis only.",
    ),
    dml: native("Joins and splits take any number of tensors."),
    coreml: native("Joins and splits take any number of tensors."),
    cuda: native("Joins and splits take any number of tensors."),
  },
  /** Adam's bias correction in 64-bit floats, on single numbers. */
  doublePrecision: {
    cpu: native("All kernels take 64-bit floats."),
    webgpu: onCpu("WebGPU's shading language has no 64-bit floats."),
    dml: onCpu("Most kernels take 16 and 32-bit floats only."),
    coreml: onCpu("ML programs have no 64-bit floats here."),
    cuda: native("All kernels take 64-bit floats."),
  },
};

export function formOf(
  operation: SpecialOperation,
  provider: Provider,
): OperationForm {
  return OPERATION_FORMS[operation][provider].form;
}

function native(reason: string): Entry {
  return { form: "native", reason };
}

function other(reason: string): Entry {
  return { form: "other", reason };
}

function onCpu(reason: string): Entry {
  return { form: "cpu", reason };
}
