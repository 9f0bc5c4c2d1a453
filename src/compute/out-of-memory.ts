/**
 * What engines say when memory runs out: the C++ library of onnxruntime on the CPU (`std::bad_alloc`, `Failed to allocate memory for
 * requested buffer of size …`), its and TensorFlow's graphics providers (`out of memory`, `OOM when allocating tensor`,
 * CUDA's error 2, Dawn's `Out of memory` and lost buffers), JavaScript (`Array buffer allocation failed`).
 */
const SAYINGS =
  /bad.?alloc|failed to allocate|allocation fail|out of (?:device |host )?memory|\bOOM\b|cudaErrorMemoryAllocation|E_OUTOFMEMORY|not enough memory|invalid (?:typed )?array (?:buffer )?length/i;

/** Whether an error, or one that caused it, says that memory ran out. */
export function isOutOfMemory(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (SAYINGS.test(cause.message)) return true;
  }
  return false;
}
