import type { JobContext } from "./job-context.ts";

/** How TensorFlow's C library comes to this machine's Node. */
export type TensorflowParameters =
  | { readonly act: "install"; readonly gpu: boolean }
  /** Default path: the machine's Pythons are searched. */
  | { readonly act: "link"; readonly path: string | undefined };

export interface TensorflowResult {
  readonly tensorflowVersion: string;
  /** Absolute path of the binding that is used from now on. */
  readonly path: string;
  /** TensorFlow sees a CUDA device. */
  readonly usesGpu: boolean;
}

/** Installs TensorFlow's library, or builds a binding against one that is here. @throws StudioError `compute/…` with what is missing */
export async function getTensorflow(
  parameters: TensorflowParameters,
  context: JobContext,
): Promise<TensorflowResult> {
  const { onProgress, signal } = context;
  if (parameters.act === "install") {
    const { installTensorflow } =
      await import("#engine/compute/tfjs/native/install-tensorflow.ts");
    return installTensorflow({ onProgress, signal, gpu: parameters.gpu });
  }
  const { linkTensorflow } =
    await import("#engine/compute/tfjs/native/link-tensorflow.ts");
  return linkTensorflow(parameters.path, { onProgress, signal });
}
