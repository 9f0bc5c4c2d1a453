import type { Executor } from "#engine/compute/executor.ts";
import { createForward } from "./forward-session.ts";
import { createGradient } from "./gradient-session.ts";
import type { SessionOptions } from "./session.ts";
import { createTrainer } from "./trainer-session.ts";

/**
 * The executor that always works: networks, their gradients and their training steps are emitted as ONNX graphs and run by
 * onnxruntime on the CPU. Its calls block the event loop, so it belongs into job and model processes.
 * @param options.threads intra-op threads where a request does not say; default: one per physical core
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
    createTrainer: (request) => createTrainer(request, merged(request.threads)),
  };
}
