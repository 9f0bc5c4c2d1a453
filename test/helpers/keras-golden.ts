import {
  sizeOf,
  tensor,
  type Tensor,
  type TensorMap,
} from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { weightSpecs, type WeightRole } from "#engine/graph/weights.ts";

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
  const data = new Float32Array(sizeOf(shape));
  for (let index = 0; index < data.length; index++) {
    const first = (Math.imul(index, 2654435761) + seed) >>> 0;
    const mixed = Math.imul(first ^ (first >>> 15), 2246822519) >>> 0;
    data[index] = mixed / 2 ** 32 - 0.5;
  }
  return tensor(shape, data);
}

/** As `fill` in test/golden/drawn_weights.py. @param gain of the kernels, in variance */
export function drawnWeights(graph: LayerGraph, gain = 2): TensorMap {
  const depthwise = new Set(
    graph.layers
      .filter((node) => node.op === "depthwiseConv2d")
      .map((node) => node.name),
  );
  return new Map(
    weightSpecs(graph).map((spec) => {
      const { name, layer, role, shape } = spec;
      const isDepthwise = depthwise.has(layer) || role === "depthwise_kernel";
      const inputs = sizeOf(
        isDepthwise ? shape.slice(0, 2) : shape.slice(0, -1),
      );
      const { factor, centre } = spread(role, inputs, gain);
      const { data } = draw(name, shape);
      for (let i = 0; i < data.length; i++)
        data[i] = (data[i] as number) * factor + centre;
      return [name, tensor(shape, data)];
    }),
  );
}

function spread(
  role: WeightRole,
  inputs: number,
  gain: number,
): { factor: number; centre: number } {
  switch (role) {
    case "kernel":
    case "depthwise_kernel":
    case "pointwise_kernel":
      return { factor: Math.sqrt((12 * gain) / inputs), centre: 0 };
    case "embeddings":
      return { factor: 1, centre: 0 };
    case "gamma":
    case "moving_variance":
    case "variance":
      return { factor: 0.5, centre: 1 };
    case "count":
      return { factor: 0, centre: 0 };
    default:
      return { factor: 0.4, centre: 0 };
  }
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
