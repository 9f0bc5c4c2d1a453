import { availableParallelism, cpus } from "node:os";

/** The processor as the system names it, and what of it a process may use: `AMD EPYC 9B14, 2 cores`. */
export function processorName(): string {
  const model = cpus()[0]?.model.trim();
  const cores = availableParallelism();
  return `${model === undefined || model === "" ? "Processor" : model}, ${cores} ${cores === 1 ? "core" : "cores"}`;
}
