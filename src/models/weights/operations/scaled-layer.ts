import type { Tensor } from "#engine/base/tensor.ts";
import type { LayerNode } from "#engine/graph/layer-graph.ts";
import type { PerChannel } from "./network-writer.ts";

interface ScaledLayer {
  readonly node: LayerNode;
  readonly weights: Readonly<Record<string, Tensor>>;
}

/**
 * A layer that computes what another did, times a factor, plus a summand: by its kernel and bias, or by its own factor.
 * @returns undefined where the layer has nothing that could take them
 */
export function scaledLayer(
  node: LayerNode,
  weights: ReadonlyMap<string, Tensor>,
  scale: PerChannel,
  offset: PerChannel,
): ScaledLayer | undefined {
  switch (node.op) {
    case "rescaling": {
      const { scale: factor, offset: summand = 0 } = node.attributes;
      const attributes = {
        scale: combine(factor, scale, (a, b) => a * b),
        offset: combine(
          combine(summand, scale, (a, b) => a * b),
          offset,
          (a, b) => a + b,
        ),
      };
      return { node: { ...node, attributes }, weights: {} };
    }
    case "conv2d":
    case "depthwiseConv2d":
    case "dense": {
      const { activation = "linear" } = node.attributes;
      const kernel = weights.get(`${node.name}/kernel`);
      if (activation !== "linear" || kernel === undefined) return undefined;
      const channels =
        node.op === "depthwiseConv2d"
          ? (kernel.shape[2] ?? 1) * (kernel.shape[3] ?? 1)
          : (kernel.shape.at(-1) ?? 1);
      const bias = weights.get(`${node.name}/bias`)?.data;
      return {
        node: {
          ...node,
          attributes: { ...node.attributes, useBias: true },
        } as LayerNode,
        weights: {
          kernel: {
            shape: kernel.shape,
            data: kernel.data.map(
              (value, i) => value * at(scale, i % channels),
            ),
          },
          bias: {
            shape: [channels],
            data: Float32Array.from(
              { length: channels },
              (_, i) => (bias?.[i] ?? 0) * at(scale, i) + at(offset, i),
            ),
          },
        },
      };
    }
    default:
      return undefined;
  }
}

function at(values: PerChannel, channel: number): number {
  return typeof values === "number" ? values : (values[channel] ?? 0);
}

function combine(
  one: PerChannel,
  other: PerChannel,
  apply: (a: number, b: number) => number,
): PerChannel {
  if (typeof one === "number" && typeof other === "number")
    return apply(one, other);
  const { length } = typeof one === "number" ? (other as number[]) : one;
  return Array.from({ length }, (_, i) => apply(at(one, i), at(other, i)));
}
