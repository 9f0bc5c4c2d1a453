/**
 * The axes along which features vary most, by randomised subspace iteration.
 * Nathan Halko, Per-Gunnar Martinsson, Joel A. Tropp, Finding structure with randomness, 2011, https://arxiv.org/abs/0909.4061,
 * algorithm 4.4.
 */
import { createRandom } from "#engine/base/random.ts";
import { betweenSteps, UNCONTROLLED, type TrainingControl } from "./control.ts";
import type { FeatureMatrix } from "./logistic-head.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

export interface PrincipalAxes {
  /** Of the features, [columns]. */
  readonly mean: Float32Array;
  /** [columns × count]: one axis per column of this matrix, orthonormal, largest variance first. */
  readonly axes: Float32Array;
  readonly count: number;
  /** Variance along each axis. */
  readonly variances: Float64Array;
}

const OVERSAMPLING = 8;
const ITERATIONS = 3;
/** Axes are found from at most this many rows, evenly chosen. */
const MAX_ROWS = 2000;

/**
 * @param count wanted; at most the number of columns and of rows are found
 * @param options.seed of the random start; the sign of each axis is made definite, so the result hardly depends on it
 */
export async function principalComponents(
  features: FeatureMatrix,
  count: number,
  options: { readonly seed: number; readonly control?: TrainingControl },
): Promise<PrincipalAxes> {
  const control = options.control ?? UNCONTROLLED;
  const { columns } = features;
  const mean = columnMeans(features);
  const sample = centredSample(features, mean);
  const most = Math.min(columns, sample.rows);
  const found = Math.min(count, most);
  const width = Math.min(found + OVERSAMPLING, most);
  const random = createRandom(options.seed, "principal components");
  let basis = Float32Array.from({ length: columns * width }, () =>
    random.normal(),
  );
  orthonormalise(basis, columns, width);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    await betweenSteps(control);
    const scores = multiply(sample, basis, width);
    await betweenSteps(control);
    basis = multiplyTransposed(sample, scores, width);
    orthonormalise(basis, columns, width);
  }
  const scores = multiply(sample, basis, width);
  await betweenSteps(control);
  const { values, vectors } = symmetricEigen(
    gram(scores, sample.rows, width),
    width,
  );
  const axes = multiply(
    { rows: columns, columns: width, data: basis },
    firstColumns(vectors, width, found),
    found,
  );
  fixSigns(axes, columns, found);
  return {
    mean,
    axes,
    count: found,
    variances: values.slice(0, found).map((value) => value / sample.rows),
  };
}

/** Coordinates of the rows along the axes: [rows × count]. */
export function project(
  features: FeatureMatrix,
  { mean, axes, count }: PrincipalAxes,
): FeatureMatrix {
  const data = multiply(features, axes, count);
  const origin = multiply(
    { rows: 1, columns: features.columns, data: mean },
    axes,
    count,
  );
  for (let i = 0; i < data.length; i++) {
    data[i] = (data[i] as number) - (origin[i % count] as number);
  }
  return { rows: features.rows, columns: count, data };
}

function columnMeans({ rows, columns, data }: FeatureMatrix): Float32Array {
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      sums[column] =
        (sums[column] as number) + (data[row * columns + column] as number);
    }
  }
  return Float32Array.from(sums, (sum) => sum / Math.max(1, rows));
}

function centredSample(
  { rows, columns, data }: FeatureMatrix,
  mean: Float32Array,
): FeatureMatrix {
  const count = Math.min(rows, MAX_ROWS);
  const centred = new Float32Array(count * columns);
  for (let row = 0; row < count; row++) {
    const from = Math.floor((row * rows) / count) * columns;
    for (let column = 0; column < columns; column++) {
      centred[row * columns + column] =
        (data[from + column] as number) - (mean[column] as number);
    }
  }
  return { rows: count, columns, data: centred };
}

/** matrix [rows × columns] · right [columns × width]; zeros, frequent after a rectifier, cost nothing. */
function multiply(
  { rows, columns, data }: FeatureMatrix,
  right: Float32Array,
  width: number,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(rows * width);
  const sums = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let column = 0; column < columns; column++) {
      const value = data[row * columns + column] as number;
      if (value !== 0) addScaled(sums, 0, right, column * width, width, value);
    }
    result.set(sums, row * width);
  }
  return result;
}

/** matrixᵀ [columns × rows] · right [rows × width]. */
function multiplyTransposed(
  { rows, columns, data }: FeatureMatrix,
  right: Float32Array,
  width: number,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(columns * width);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = data[row * columns + column] as number;
      if (value !== 0) {
        addScaled(result, column * width, right, row * width, width, value);
      }
    }
  }
  return result;
}

function addScaled(
  target: Float32Array | Float64Array,
  targetStart: number,
  source: Float32Array,
  sourceStart: number,
  length: number,
  scale: number,
): void {
  for (let i = 0; i < length; i++) {
    target[targetStart + i] =
      (target[targetStart + i] as number) +
      scale * (source[sourceStart + i] as number);
  }
}

/** Makes the columns of a [rows × width] matrix orthonormal (Gram–Schmidt, twice for accuracy); a column without a rest becomes 0. */
function orthonormalise(
  matrix: Float32Array,
  rows: number,
  width: number,
): void {
  // Rows of the transposed matrix lie together in memory.
  const columns = Array.from({ length: width }, () => new Float64Array(rows));
  columns.forEach((own, position) => {
    for (let row = 0; row < rows; row++) {
      own[row] = matrix[row * width + position] as number;
    }
  });
  columns.forEach((own, position) => {
    const before = Math.sqrt(dot(own, own));
    for (let pass = 0; pass < 2; pass++) {
      for (let earlier = 0; earlier < position; earlier++) {
        const other = columns[earlier] as Float64Array;
        const share = dot(own, other);
        for (let i = 0; i < rows; i++) {
          own[i] = (own[i] as number) - share * (other[i] as number);
        }
      }
    }
    const norm = Math.sqrt(dot(own, own));
    const scale = norm > 1e-9 * before ? 1 / norm : 0;
    for (let row = 0; row < rows; row++) {
      own[row] = (own[row] as number) * scale;
      matrix[row * width + position] = own[row] as number;
    }
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** scoresᵀ · scores, [width × width]. */
function gram(scores: Float32Array, rows: number, width: number): Float64Array {
  const result = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) {
      const value = scores[row * width + i] as number;
      addScaled(result, i * width, scores, row * width, width, value);
    }
  }
  return result;
}

function firstColumns(
  matrix: Float64Array,
  size: number,
  count: number,
): Float32Array {
  return Float32Array.from(
    { length: size * count },
    (_, i) => matrix[Math.floor(i / count) * size + (i % count)] as number,
  );
}

/** Each axis points to where its largest component is positive. */
function fixSigns(axes: Float32Array, columns: number, count: number): void {
  for (let axis = 0; axis < count; axis++) {
    let largest = 0;
    for (let row = 0; row < columns; row++) {
      const value = axes[row * count + axis] as number;
      if (Math.abs(value) > Math.abs(largest)) largest = value;
    }
    if (largest >= 0) continue;
    for (let row = 0; row < columns; row++) {
      axes[row * count + axis] = -(axes[row * count + axis] as number);
    }
  }
}
