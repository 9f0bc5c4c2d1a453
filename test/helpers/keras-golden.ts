import {
  sizeOf,
  tensor,
  type Tensor,
  type TensorMap,
} from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { isKernel, weightSpecs } from "#engine/graph/weights.ts";

/** A few numbers of a tensor and its mean size, as `sampled` in test/golden/drawn_weights.py. */
export interface Sampled {
  readonly places: readonly number[];
  readonly values: readonly number[];
  readonly meanSize: number;
}

/** Uniform in [-0.5, 0.5), as `draw` in test/golden/drawn_weights.py. */
export function draw(name: string, shape: readonly number[]): Tensor {
  let seed = 2166136261;
  for (const byte of new TextEncoder().encode(name))
    seed = Math.imul(seed ^ byte, 16777619) >>> 0;
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, index) => {
    const first = (Math.imul(index, 2654435761) + seed) >>> 0;
    const mixed = Math.imul(first ^ (first >>> 15), 2246822519) >>> 0;
    return mixed / 2 ** 32 - 0.5;
  });
  return tensor(shape, data);
}

/** As `fill` in test/golden/drawn_weights.py. */
export function drawnWeights(graph: LayerGraph): TensorMap {
  const depthwise = new Set(
    graph.layers
      .filter((node) => node.op === "depthwiseConv2d")
      .map((node) => node.name),
  );
  return new Map(
    weightSpecs(graph).map(({ name, layer, role, shape }) => {
      const isDepthwise = depthwise.has(layer) || role === "depthwise_kernel";
      const inputs = sizeOf(
        isDepthwise ? shape.slice(0, 2) : shape.slice(0, -1),
      );
      const scaled = (value: number) => {
        if (role === "embeddings") return value;
        if (isKernel(role)) return value * Math.sqrt(24 / inputs);
        if (role === "gamma" || role === "moving_variance")
          return value * 0.5 + 1;
        return value * 0.4;
      };
      const { data } = draw(name, shape);
      return [name, tensor(shape, data.map(scaled))];
    }),
  );
}

/** Largest difference at the sampled places, as a share of the values' mean size. */
export function deviation(
  value: Tensor | undefined,
  { places, values, meanSize }: Sampled,
): number {
  const data = value?.data ?? new Float32Array();
  return Math.max(
    ...places.map(
      (place, i) =>
        Math.abs((data[place] ?? Number.NaN) - (values[i] as number)) /
        meanSize,
    ),
  );
}

/** `draw` times a factor. */
export function drawTimes(
  factor: number,
  name: string,
  shape: readonly number[],
): Tensor {
  const { data } = draw(name, shape);
  return tensor(
    shape,
    data.map((value) => factor * value),
  );
}
