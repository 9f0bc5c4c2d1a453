import * as tf from "@tensorflow/tfjs";
import { bilinearMatrix } from "#engine/compute/interpolation.ts";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { LayerNode } from "#engine/graph/layer-graph.ts";

/**
 * Enlarges pictures by whole factors, as a product with a matrix for each axis: TensorFlow.js's own bilinear gradient does not know
 * pixel centres, and not every backend has the others.
 */
export function upSampling(
  node: Extract<LayerNode, { op: "upSampling2d" }>,
  input: tf.Tensor,
): tf.Tensor {
  const { size, interpolation } = resolveAttributes(node);
  const matrix = interpolation === "bilinear" ? bilinearMatrix : nearestMatrix;
  const [batch = 1, height = 1, width = 1, channels = 1] = input.shape;
  const rows = height * size[0];
  const columns = width * size[1];
  const down = tf.tensor3d(matrix(height, size[0]), [1, rows, height]);
  const across = tf.tensor3d(matrix(width, size[1]), [1, columns, width]);
  const lines = tf.reshape(input, [batch, height, width * channels]);
  const taller = tf.matMul(down, lines);
  const pixels = tf.reshape(taller, [batch * rows, width, channels]);
  return tf.reshape(tf.matMul(across, pixels), [
    batch,
    rows,
    columns,
    channels,
  ]);
}

/** Row-major [size · factor, size]: every place repeated. */
function nearestMatrix(size: number, factor: number): Float32Array {
  const matrix = new Float32Array(size * factor * size);
  for (let row = 0; row < size * factor; row++)
    matrix[row * size + Math.floor(row / factor)] = 1;
  return matrix;
}
