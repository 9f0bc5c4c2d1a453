import {
  LEAST_DEVIATION,
  resolveAttributes,
} from "#engine/graph/attributes.ts";
import type { LayerNode } from "#engine/graph/layer-graph.ts";
import type { Shape } from "#engine/graph/shapes.ts";

/** A layer in Keras 2's notation, as TensorFlow.js reads it. */
export interface KerasLayerJson {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly unknown[];
}

/** A layer with its inputs and what its class wants to know. */
export function kerasLayer(
  className: string,
  name: string,
  inputs: readonly string[],
  config: Record<string, unknown>,
): KerasLayerJson {
  return {
    name,
    class_name: className,
    config: { name, trainable: true, ...config },
    inbound_nodes: [inputs.map((input) => [input, 0, 0, {}])],
  };
}

export const CHANNELS_LAST = { data_format: "channels_last" };

/** A convolution of one pixel, channel by channel, multiplies every channel by its kernel. */
export const FACTOR_PER_CHANNEL = {
  kernel_size: [1, 1],
  strides: [1, 1],
  padding: "valid",
  ...CHANNELS_LAST,
  dilation_rate: [1, 1],
  depth_multiplier: 1,
  use_bias: false,
  activation: "linear",
};

/** Batch normalization without γ and β; √(variance + ε²) in place of the larger of √variance and ε. */
export const STORED_STATISTICS = {
  axis: -1,
  momentum: 0.99,
  epsilon: LEAST_DEVIATION ** 2,
  center: false,
  scale: false,
};

export function pooling(given: {
  readonly poolSize: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly padding: string;
}): Record<string, unknown> {
  return {
    pool_size: given.poolSize,
    strides: given.strides,
    padding: given.padding,
    ...CHANNELS_LAST,
  };
}

/** @param shape of the layer's value, without the batch */
export function dropout(
  node: Extract<LayerNode, { op: "dropout" }>,
  shape: Shape,
): Record<string, unknown> {
  const { rate, perSample } = resolveAttributes(node);
  return perSample
    ? { rate, noise_shape: [null, ...shape.map(() => 1)] }
    : { rate };
}
