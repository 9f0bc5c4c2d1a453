import { StudioError } from "#engine/base/errors.ts";
import { sizeOf, tensor, type Tensor } from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { activationMemory } from "#engine/graph/memory.ts";
import { countMultiplyAdds } from "#engine/graph/multiply-adds.ts";
import type { Provider } from "./providers/provider.ts";

/** A slow core does about this many multiply-adds in a few tenths of a second; a call stays under a second. */
const MULTIPLY_ADDS_PER_CALL = 5e9;
/** What a processor's last cache holds: MobileNetV2 at 224 px is 3 to 25 % faster so than with 16 pictures a call. */
const CACHED_ACTIVATION_BYTES = 32 * 2 ** 20;
const ACTIVATION_BYTES_PER_CALL = 256 * 2 ** 20;
const MAXIMUM_CHUNK = 64;

/** Pictures per forward call; depends on network and provider alone, so that results never depend on timing. */
export function chunkSize(
  graph: LayerGraph,
  provider: Provider = "cpu",
): number {
  const { total } = countMultiplyAdds(graph);
  const { inferencePeakBytes } = activationMemory(graph);
  const byTime = Math.floor(MULTIPLY_ADDS_PER_CALL / Math.max(1, total));
  const bytes =
    provider === "cpu" ? CACHED_ACTIVATION_BYTES : ACTIVATION_BYTES_PER_CALL;
  const byMemory = Math.floor(bytes / Math.max(1, inferencePeakBytes));
  return Math.max(1, Math.min(MAXIMUM_CHUNK, byTime, byMemory));
}

/**
 * Checks that a tensor is a batch of what a graph takes.
 * @returns the number of pictures
 * @throws StudioError `compute/wrong-input`
 */
export function checkBatch(
  input: Tensor,
  shape: readonly number[],
  what: string,
): number {
  const [batch, ...rest] = input.shape;
  if (
    batch === undefined ||
    rest.join() !== shape.join() ||
    input.data.length !== sizeOf(input.shape)
  ) {
    throw new StudioError(
      "compute/wrong-input",
      `Expected ${what} of shape [batch, ${shape.join(", ")}]. Received [${input.shape.join(", ")}]. Prepare it for this network.`,
    );
  }
  return batch;
}

/** Rows `from` to `to` of a batch, a view of the same memory. */
export function sliceBatch(input: Tensor, from: number, to: number): Tensor {
  const [, ...rest] = input.shape;
  const size = sizeOf(rest);
  return tensor(
    [to - from, ...rest],
    input.data.subarray(from * size, to * size),
  );
}

/** Joins batches along their first axis; a single one is returned as it is. */
export function joinBatches(
  parts: readonly Tensor[],
  rowShape: readonly number[],
): Tensor {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const rows = parts.reduce((sum, part) => sum + (part.shape[0] ?? 0), 0);
  const data = new Float32Array(rows * sizeOf(rowShape));
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return tensor([rows, ...rowShape], data);
}
