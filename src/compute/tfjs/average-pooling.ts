import * as tf from "@tensorflow/tfjs";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { LayerNode } from "#engine/graph/layer-graph.ts";
import { paddingOf, windowsOf } from "#engine/graph/window.ts";

/**
 * Average pooling over the pixels that are there, as in Keras. TensorFlow.js's own gradient divides by the whole window even where
 * it hangs over the edge, so a padded window is written here as a sum over zeros times the right factor.
 */
export function averagePooling(
  node: Extract<LayerNode, { op: "averagePooling2d" }>,
  input: tf.Tensor4D,
): tf.Tensor {
  const { poolSize, strides } = resolveAttributes(node);
  const [vertical, horizontal] = windowsOf(node) ?? [];
  if (vertical === undefined || horizontal === undefined) {
    throw new TypeError(`Layer "${node.name}" has no window.`);
  }
  const rows = paddingOf(input.shape[1], vertical);
  const columns = paddingOf(input.shape[2], horizontal);
  const pool = (pictures: tf.Tensor4D) =>
    tf.avgPool(pictures, [...poolSize], [...strides], "valid");
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
