import type { Executor } from "#engine/compute/executor.ts";
import { createForward } from "./forward-session.ts";
import { createGradient } from "./gradient-session.ts";
import { PROVIDERS } from "./providers/provider.ts";
import type { SessionOptions } from "./session.ts";
import { createTrainer } from "./trainer-session.ts";

/**
 * The executor that always works: networks, their gradients and their training steps are emitted as ONNX graphs and run by
 * onnxruntime, on the CPU or on one of its other providers, for which a few operations are written in another form
 * (providers/operation-forms.ts). Its calls block the event loop, so it belongs into job and model processes. A provider other than the CPU
 * must have passed the self-test on the network in question.
 * @param options.threads intra-op threads where a request does not say; default: one per physical core
 * @param options.provider default: the CPU
 * @param options.runtime default: the native library where it loads, else WebAssembly
 */
export function createOnnxExecutor(options: SessionOptions = {}): Executor {
  const merged = (threads: number | undefined): SessionOptions => ({
    ...options,
    threads: threads ?? options.threads,
  });
  return {
    id: "onnx",
    createForward: (request) => createForward(request, merged(request.threads)),
    createGradient: (request) => createGradient(request, merged(undefined)),
    createTrainer: (request) =>
      createTrainer(request, trainingOptions(merged(request.threads))),
  };
}

/** Training goes to the CPU where the provider is for inference. */
function trainingOptions(options: SessionOptions): SessionOptions {
  const { provider = "cpu" } = options;
  return PROVIDERS[provider].trains ? options : { ...options, provider: "cpu" };
}
