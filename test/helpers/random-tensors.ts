import { createRandom } from "#engine/base/random.ts";
import { sizeOf, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { isKernel, weightSpecs } from "#engine/graph/weights.ts";

/** Normal numbers drawn from a key. */
export function randomTensor(
  shape: readonly number[],
  ...key: (string | number)[]
): Tensor {
  const random = createRandom(...key);
  const data = Float32Array.from({ length: sizeOf(shape) }, () =>
    random.normal(),
  );
  return { shape, data };
}

/** Whole numbers from 0 to below a limit, drawn from a key. */
export function randomIndices(
  shape: readonly number[],
  limit: number,
  ...key: (string | number)[]
): Tensor {
  const random = createRandom(...key);
  const data = Float32Array.from({ length: sizeOf(shape) }, () =>
    random.integer(limit),
  );
  return { shape, data };
}

/** Weights of which none is at its usual start, so that none can be mixed up or left out unseen. */
export function caseWeights(graph: LayerGraph): TensorMap {
  const weights = new Map(initializeWeights(graph, 7));
  for (const { name, shape, role } of weightSpecs(graph)) {
    if (isKernel(role) && role !== "embeddings") continue;
    const isPositive = ["gamma", "moving_variance", "variance"].includes(role);
    const random = createRandom("case", name);
    const data = Float32Array.from({ length: sizeOf(shape) }, () =>
      isPositive ? random.uniform(0.5, 1.5) : random.uniform(-0.5, 0.5),
    );
    weights.set(name, { shape, data });
  }
  return weights;
}
