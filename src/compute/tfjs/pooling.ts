import * as tf from "@tensorflow/tfjs";
import type { LayerNode } from "#engine/graph/layer-graph.ts";
import {
  paddingOf,
  slidingAttributes,
  windowsOf,
} from "#engine/graph/window.ts";

type Pooling = Extract<
  LayerNode,
  {
    op:
      "maxPooling2d" | "averagePooling2d" | "maxPooling1d" | "averagePooling1d";
  }
>;

/** Pooling of [batch, height, width, channels] or [batch, length, channels], which is a picture of height 1. */
export function pooling(node: Pooling, input: tf.Tensor): tf.Tensor {
  const isSequence = input.rank === 3;
  const pictures = (
    isSequence ? tf.expandDims(input, 1) : input
  ) as tf.Tensor4D;
  const pooled =
    node.op === "maxPooling2d" || node.op === "maxPooling1d"
      ? maxPooling(node, pictures)
      : averagePooling(node, pictures);
  return isSequence ? tf.squeeze(pooled, [1]) : pooled;
}

function maxPooling(node: Pooling, input: tf.Tensor4D): tf.Tensor {
  const { size, strides, padding } = slidingOf(node);
  return tf.maxPool(
    input,
    [...size],
    [...strides],
    padding === "same" ? "same" : "valid",
  );
}

/**
 * Average pooling over the pixels that are there, as in Keras. TensorFlow.js's own gradient divides by the whole window even where
 * it hangs over the edge, so a padded window is written here as a sum over zeros times the right factor.
 */
function averagePooling(node: Pooling, input: tf.Tensor4D): tf.Tensor {
  const { size, strides } = slidingOf(node);
  const [vertical, horizontal] = windowsOf(node) ?? [];
  if (vertical === undefined || horizontal === undefined) {
    throw new TypeError(`Layer "${node.name}" has no window.`);
  }
  const rows = paddingOf(input.shape[1], vertical);
  const columns = paddingOf(input.shape[2], horizontal);
  const pool = (pictures: tf.Tensor4D) =>
    tf.avgPool(pictures, [...size], [...strides], "valid");
  if (rows.before + rows.after + columns.before + columns.after === 0)
    return pool(input);
  const pad = (pictures: tf.Tensor4D) =>
    tf.pad(pictures, [
      [0, 0],
      [rows.before, rows.after],
      [columns.before, columns.after],
      [0, 0],
    ]);
  const covered = pool(pad(tf.ones([1, input.shape[1], input.shape[2], 1])));
  return tf.div(pool(pad(input)), covered);
}

/**
 * The largest value over some axes. The gradient is shared by equals, as in TensorFlow, where TensorFlow.js gives each of them all
 * of it.
 */
export function globalMaxPooling(
  input: tf.Tensor,
  axes: readonly number[],
  keepDims: boolean,
): tf.Tensor {
  const pool = tf.customGrad((given, save) => {
    const pictures = given as tf.Tensor;
    const largest = tf.max(pictures, [...axes], true);
    (save as (values: tf.Tensor[]) => void)([pictures, largest]);
    return {
      value: keepDims ? largest : tf.squeeze(largest, [...axes]),
      gradFunc: (gradient: tf.Tensor, saved: tf.Tensor[]) => {
        const [before, top] = saved as [tf.Tensor, tf.Tensor];
        // In floats throughout: the webgpu backend cannot sum what was cast from a comparison.
        const isLargest = tf.sub(1, tf.step(tf.sub(top, before)));
        const share = tf.div(
          tf.reshape(gradient, top.shape),
          tf.sum(isLargest, [...axes], true),
        );
        return tf.mul(isLargest, share);
      },
    };
  });
  return pool(input);
}

function slidingOf(node: Pooling) {
  const sliding = slidingAttributes(node);
  if (sliding !== undefined) return sliding;
  throw new TypeError(`Layer "${node.name}" has no window.`);
}
