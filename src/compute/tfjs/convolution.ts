import * as tf from "@tensorflow/tfjs";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { LayerNode } from "#engine/graph/layer-graph.ts";
import { paddingOf, windowsOf } from "#engine/graph/window.ts";

type Convolution = Extract<
  LayerNode,
  { op: "conv2d" | "depthwiseConv2d" | "separableConv2d" | "conv1d" }
>;

type Pair = readonly [number, number];

interface Sliding {
  readonly strides: Pair;
  readonly padding: "same" | "valid";
  readonly dilationRate: Pair;
}

/**
 * A convolution without its bias and activation.
 * @param input [batch, height, width, channels], or [batch, length, channels] for conv1d
 */
export function convolution(
  node: Convolution,
  input: tf.Tensor,
  weight: (role: string) => tf.Tensor,
): tf.Tensor {
  switch (node.op) {
    case "conv2d": {
      const given = resolveAttributes(node);
      return grouped(input, weight("kernel"), given.groups, given);
    }
    case "depthwiseConv2d":
      return depthwise(input, weight("kernel"), resolveAttributes(node));
    case "separableConv2d": {
      const between = depthwise(
        input,
        weight("depthwise_kernel"),
        resolveAttributes(node),
      );
      return grouped(between, weight("pointwise_kernel"), 1, POINT);
    }
    case "conv1d":
      return alongSequence(node, input, weight("kernel"));
  }
}

const POINT: Sliding = {
  strides: [1, 1],
  padding: "valid",
  dilationRate: [1, 1],
};

/** A sequence is a picture of height 1. */
function alongSequence(
  node: Extract<LayerNode, { op: "conv1d" }>,
  input: tf.Tensor,
  kernel: tf.Tensor,
): tf.Tensor {
  const { strides, padding, dilationRate, groups } = resolveAttributes(node);
  const [, along] = windowsOf(node) ?? [];
  const isCausal = padding === "causal" && along !== undefined;
  const { before, after } = isCausal
    ? paddingOf(input.shape[1] ?? 1, along)
    : { before: 0, after: 0 };
  const padded = isCausal
    ? tf.pad(input, [
        [0, 0],
        [before, after],
        [0, 0],
      ])
    : input;
  const value = grouped(
    tf.expandDims(padded, 1),
    tf.expandDims(kernel, 0),
    groups,
    {
      strides: [1, strides],
      padding: padding === "same" ? "same" : "valid",
      dilationRate: [1, dilationRate],
    },
  );
  return tf.squeeze(value, [1]);
}

/**
 * TensorFlow.js has no grouped convolution: where every channel is a group of its own it is a depthwise one, else groups are convolved
 * one by one and joined. TensorFlow's depthwise kernel wants equal strides.
 */
function grouped(
  input: tf.Tensor,
  kernel: tf.Tensor,
  groups: number,
  { strides, padding, dilationRate }: Sliding,
): tf.Tensor {
  const one = (pictures: tf.Tensor, filters: tf.Tensor) =>
    tf.conv2d(
      pictures as tf.Tensor4D,
      spreadKernel(filters, dilationRate) as tf.Tensor4D,
      [...strides],
      padding,
    );
  if (groups === 1) return one(input, kernel);
  const [height = 1, width = 1, channels] = kernel.shape;
  if (channels === 1 && strides[0] === strides[1]) {
    const byChannel = tf.reshape(kernel, [height, width, groups, -1]);
    return depthwise(input, byChannel, { strides, padding, dilationRate });
  }
  const kernels = tf.split(kernel, groups, -1);
  const parts = tf.split(input, groups, -1);
  return tf.concat(
    parts.map((part, index) => one(part, kernels[index] as tf.Tensor)),
    -1,
  );
}

function depthwise(
  input: tf.Tensor,
  kernel: tf.Tensor,
  { strides, padding, dilationRate }: Sliding,
): tf.Tensor {
  return tf.depthwiseConv2d(
    input as tf.Tensor4D,
    spreadKernel(kernel, dilationRate) as tf.Tensor4D,
    [...strides],
    padding,
  );
}

/**
 * A kernel with zeros between its pixels does what dilation does. TensorFlow.js has no gradient of a dilated convolution, but has
 * those of these steps.
 */
function spreadKernel(kernel: tf.Tensor, [down, across]: Pair): tf.Tensor {
  if (down === 1 && across === 1) return kernel;
  const [height = 1, width = 1, ...rest] = kernel.shape;
  const channels = rest.reduce((product, extent) => product * extent, 1);
  const rows = spread(tf.reshape(kernel, [1, height, width * channels]), down);
  const reach = (height - 1) * down + 1;
  const columns = spread(tf.reshape(rows, [reach, width, channels]), across);
  return tf.reshape(columns, [reach, (width - 1) * across + 1, ...rest]);
}

/** Puts `rate` − 1 zeros between the rows of [outer, rows, inner]. */
function spread(value: tf.Tensor, rate: number): tf.Tensor {
  if (rate === 1) return value;
  const [outer = 1, rows = 1, inner = 1] = value.shape;
  const apart = tf.pad(tf.reshape(value, [outer, rows, 1, inner]), [
    [0, 0],
    [0, 0],
    [0, rate - 1],
    [0, 0],
  ]);
  const reach = (rows - 1) * rate + 1;
  return tf.slice(
    tf.reshape(apart, [outer, rows * rate, inner]),
    [0, 0, 0],
    [outer, reach, inner],
  );
}
