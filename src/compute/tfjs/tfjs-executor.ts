import type { Executor } from "#engine/compute/executor.ts";
import { createTfjsForward } from "./forward.ts";
import { createTfjsGradient } from "./gradient.ts";
import { createTfjsTrainer } from "./trainer.ts";

/**
 * An executor on TensorFlow.js. With the plain JavaScript `cpu` backend it is slow and plain: the reference that other executors
 * are tested against.
 * @param options.backend name of a registered TensorFlow.js backend; `cpu` is always there
 */
export function createTfjsExecutor(options: {
  readonly backend: string;
}): Executor {
  const { backend } = options;
  return {
    id: "tfjs",
    createForward: (request) => createTfjsForward(backend, request),
    createGradient: (request) => createTfjsGradient(backend, request),
    createTrainer: (request) => createTfjsTrainer(backend, request),
  };
}
