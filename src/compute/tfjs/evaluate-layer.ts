import * as tf from "@tensorflow/tfjs";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { Activation, LayerNode } from "#engine/graph/layer-graph.ts";
import { averagePooling } from "./average-pooling.ts";
import {
  batchNormalization,
  type NormalizationMode,
} from "./batch-normalization.ts";

type Weight = (role: string) => tf.Tensor;

/**
 * One layer's value from its inputs'.
 * @param inputs at least one; [batch, height, width, channels] or [batch, features]
 * @param weight the layer's weight of a role, in Keras's layout
 */
export function evaluateLayer(
  node: LayerNode,
  inputs: readonly tf.Tensor[],
  weight: Weight,
  normalization: NormalizationMode | undefined,
): tf.Tensor {
  const input = inputs[0] as tf.Tensor;
  switch (node.op) {
    case "conv2d": {
      const { useBias, activation } = resolveAttributes(node);
      return finish(convolve(node, input, weight), useBias, activation, weight);
    }
    case "depthwiseConv2d": {
      const given = resolveAttributes(node);
      const value = tf.depthwiseConv2d(
        input as tf.Tensor4D,
        weight("kernel") as tf.Tensor4D,
        [...given.strides],
        given.padding,
        "NHWC",
        [...given.dilationRate],
      );
      return finish(value, given.useBias, given.activation, weight);
    }
    case "dense": {
      const { useBias, activation, units } = resolveAttributes(node);
      const rows = tf.reshape(input, [-1, input.shape.at(-1) ?? 1]);
      const product = tf.matMul(
        rows as tf.Tensor2D,
        weight("kernel") as tf.Tensor2D,
      );
      const value = tf.reshape(product, [...input.shape.slice(0, -1), units]);
      return finish(value, useBias, activation, weight);
    }
    case "euclideanRbf": {
      const away = tf.sub(tf.expandDims(input, 1), weight("codes"));
      return tf.neg(tf.sum(tf.square(away), 2));
    }
    case "batchNormalization":
      return batchNormalization(node, input, weight, normalization);
    case "activation":
      return activate(input, resolveAttributes(node).activation);
    case "maxPooling2d": {
      const { poolSize, strides, padding } = resolveAttributes(node);
      return tf.maxPool(
        input as tf.Tensor4D,
        [...poolSize],
        [...strides],
        padding,
      );
    }
    case "averagePooling2d":
      return averagePooling(node, input as tf.Tensor4D);
    case "globalAveragePooling2d":
      return tf.mean(input, [1, 2], resolveAttributes(node).keepDims);
    case "zeroPadding2d": {
      const [rows, columns] = resolveAttributes(node).padding;
      return tf.pad(input, [[0, 0], [...rows], [...columns], [0, 0]]);
    }
    case "flatten":
      return tf.reshape(input, [input.shape[0] ?? 1, -1]);
    case "add":
      return inputs
        .slice(1)
        .reduce<tf.Tensor>((sum, other) => tf.add(sum, other), input);
    case "concatenate":
      return tf.concat([...inputs], resolveAttributes(node).axis);
    case "dropout":
      return input;
  }
}

/** Applies an activation; softmax is over the last axis. */
export function activate(value: tf.Tensor, activation: Activation): tf.Tensor {
  switch (activation) {
    case "linear":
      return value;
    case "relu":
      return tf.relu(value);
    case "relu6":
      return tf.relu6(value);
    case "sigmoid":
      return tf.sigmoid(value);
    case "tanh":
      return tf.tanh(value);
    case "softmax":
      return tf.softmax(value);
  }
}

function finish(
  value: tf.Tensor,
  useBias: boolean,
  activation: Activation,
  weight: Weight,
): tf.Tensor {
  return activate(useBias ? tf.add(value, weight("bias")) : value, activation);
}

/** TensorFlow.js has no grouped convolution: groups are convolved one by one and joined. */
function convolve(
  node: Extract<LayerNode, { op: "conv2d" }>,
  input: tf.Tensor,
  weight: Weight,
): tf.Tensor {
  const { groups, strides, padding, dilationRate } = resolveAttributes(node);
  const one = (pictures: tf.Tensor, kernel: tf.Tensor) =>
    tf.conv2d(
      pictures as tf.Tensor4D,
      kernel as tf.Tensor4D,
      [...strides],
      padding,
      "NHWC",
      [...dilationRate],
    );
  if (groups === 1) return one(input, weight("kernel"));
  const kernels = tf.split(weight("kernel"), groups, -1);
  const parts = tf.split(input, groups, -1);
  return tf.concat(
    parts.map((part, index) => one(part, kernels[index] as tf.Tensor)),
    -1,
  );
}
