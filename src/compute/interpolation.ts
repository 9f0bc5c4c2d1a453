/**
 * Bilinear enlargement of one axis by a whole factor, between pixel centres, clamped at the edges, as in Keras and TensorFlow 2.
 * @returns row-major [size · factor, size]: enlarged = matrix · axis
 */
export function bilinearMatrix(size: number, factor: number): Float32Array {
  const rows = size * factor;
  const matrix = new Float32Array(rows * size);
  for (let row = 0; row < rows; row++) {
    const place = Math.min(size - 1, Math.max(0, (row + 0.5) / factor - 0.5));
    const first = Math.floor(place);
    const share = place - first;
    const second = Math.min(size - 1, first + 1);
    const start = row * size;
    matrix[start + first] = (matrix[start + first] ?? 0) + 1 - share;
    matrix[start + second] = (matrix[start + second] ?? 0) + share;
  }
  return matrix;
}
