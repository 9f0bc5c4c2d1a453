/**
 * The eigenvalue problem of a small symmetric matrix by cyclic rotations.
 * Carl Gustav Jacob Jacobi, 1846; in the form of Gene H. Golub, Charles F. Van Loan, Matrix computations, 4th edition 2013, section 8.5.
 */

const MAX_SWEEPS = 30;

/**
 * Eigenvalues, largest first, and eigenvectors as columns, of a symmetric matrix.
 * @param matrix [size × size], not changed
 */
export function symmetricEigen(
  matrix: Float64Array,
  size: number,
): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  const at = (i: number, j: number) => a[i * size + j] as number;
  const total = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rest = 0;
    for (let i = 0; i < size; i++) {
      for (let j = i + 1; j < size; j++) {
        rest += at(i, j) * at(i, j);
        rotate(a, vectors, size, i, j);
      }
    }
    if (rest <= 1e-18 * total) break;
  }
  const order = Array.from({ length: size }, (_, i) => i).toSorted(
    (i, j) => at(j, j) - at(i, i),
  );
  const sorted = new Float64Array(size * size);
  order.forEach((from, to) => {
    for (let row = 0; row < size; row++) {
      sorted[row * size + to] = vectors[row * size + from] as number;
    }
  });
  return { values: Float64Array.from(order, (i) => at(i, i)), vectors: sorted };
}

/** One Jacobi rotation that makes a[p, q] zero; the matrix stays symmetric. */
function rotate(
  a: Float64Array,
  vectors: Float64Array,
  size: number,
  p: number,
  q: number,
): void {
  const apq = a[p * size + q] as number;
  const app = a[p * size + p] as number;
  const aqq = a[q * size + q] as number;
  if (Math.abs(apq) <= 1e-14 * Math.sqrt(Math.abs(app * aqq))) return;
  const theta = (aqq - app) / (2 * apq);
  const t =
    (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const x = a[p * size + k] as number;
    const y = a[q * size + k] as number;
    a[p * size + k] = c * x - s * y;
    a[q * size + k] = s * x + c * y;
  }
  for (let k = 0; k < size; k++) {
    turn(a, k * size + p, k * size + q, c, s);
    turn(vectors, k * size + p, k * size + q, c, s);
  }
}

function turn(
  values: Float64Array,
  i: number,
  j: number,
  c: number,
  s: number,
): void {
  const x = values[i] as number;
  const y = values[j] as number;
  values[i] = c * x - s * y;
  values[j] = s * x + c * y;
}
