/**
 * Multinomial logistic regression with an L2 penalty, the objective of scikit-learn's `LogisticRegression(penalty='l2')`:
 * Σ weight · −ln p(label) + ‖kernel‖² / (2 C); the biases are not penalised.
 */
import { minimiseLbfgs } from "./lbfgs.ts";

/** A matrix of features, row by row. */
export interface FeatureMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

export interface LogisticHead {
  readonly classCount: number;
  /** [classes × columns], class by class. */
  readonly kernel: Float32Array;
  /** [classes] */
  readonly bias: Float32Array;
}

export interface LogisticOptions {
  /** Inverse strength of the penalty, scikit-learn's C; larger fits closer. Default 1. */
  readonly c?: number;
  /** How much a row of each class counts; default 1 for all. */
  readonly classWeights?: Float32Array;
  /** Rows to learn from; default all. */
  readonly subset?: readonly number[];
  /** Default 200. */
  readonly maxIterations?: number;
  /** Largest component of the mean gradient at which it is done; default 1e-5. */
  readonly tolerance?: number;
  /** Where to start, such as the head for a neighbouring C. */
  readonly start?: LogisticHead | undefined;
  /** Awaited before each iteration: the place to look at a cancel flag. */
  readonly betweenIterations?: (() => Promise<void>) | undefined;
}

/** @param labels class of each row, 0 … classCount − 1 */
export async function fitLogisticHead(
  features: FeatureMatrix,
  labels: ArrayLike<number>,
  classCount: number,
  options: LogisticOptions = {},
): Promise<LogisticHead> {
  const { columns } = features;
  const subset =
    options.subset ?? Array.from({ length: features.rows }, (_, row) => row);
  const size = classCount * (columns + 1);
  const gathered = gatherRows(features, subset);
  const chosen = Int32Array.from(subset, (row) => labels[row] as number);
  const { x } = await minimiseLbfgs(
    (parameters, gradient) =>
      lossAndGradient(
        gathered,
        chosen,
        classCount,
        options,
        parameters,
        gradient,
      ),
    startOf(options.start, size),
    {
      maxIterations: options.maxIterations ?? 200,
      tolerance: options.tolerance ?? 1e-5,
      betweenIterations: options.betweenIterations,
    },
  );
  return {
    classCount,
    kernel: Float32Array.from(x.subarray(0, classCount * columns)),
    bias: Float32Array.from(x.subarray(classCount * columns)),
  };
}

/** @returns probabilities, [rows × classes] of the chosen rows (default all) */
export function predictLogisticHead(
  head: LogisticHead,
  features: FeatureMatrix,
  subset?: readonly number[],
): Float32Array {
  const rows = subset ?? Array.from({ length: features.rows }, (_, row) => row);
  const { classCount } = head;
  const probabilities = new Float32Array(rows.length * classCount);
  const scores = new Float64Array(classCount);
  rows.forEach((row, position) => {
    const offset = row * features.columns;
    scoreRow(
      features.data,
      offset,
      features.columns,
      head.kernel,
      head.bias,
      scores,
    );
    softmaxInPlace(scores);
    probabilities.set(scores, position * classCount);
  });
  return probabilities;
}

/** Mean over the rows, so that the tolerance means the same for any number of them. */
function lossAndGradient(
  features: FeatureMatrix,
  labels: Int32Array,
  classCount: number,
  { c = 1, classWeights }: LogisticOptions,
  parameters: Float64Array,
  gradient: Float64Array,
): number {
  const { rows, columns, data } = features;
  const kernelSize = classCount * columns;
  // Single precision halves the memory traffic of the inner loops; sums stay in double precision.
  const kernel = Float32Array.from(parameters.subarray(0, kernelSize));
  const bias = parameters.subarray(kernelSize);
  const kernelGradient = gradient.subarray(0, kernelSize);
  const biasGradient = gradient.subarray(kernelSize);
  gradient.fill(0);
  const scores = new Float64Array(classCount);
  let loss = 0;
  for (let row = 0; row < rows; row++) {
    const offset = row * columns;
    const label = labels[row] as number;
    const weight = (classWeights?.[label] ?? 1) / rows;
    scoreRow(data, offset, columns, kernel, bias, scores);
    loss += weight * softmaxInPlace(scores, label);
    for (let k = 0; k < classCount; k++) {
      const pull = weight * ((scores[k] as number) - (k === label ? 1 : 0));
      biasGradient[k] = (biasGradient[k] as number) + pull;
      addRow(kernelGradient, k * columns, data, offset, columns, pull);
    }
  }
  const penalty = 1 / (c * rows);
  for (let i = 0; i < kernelSize; i++) {
    const value = parameters[i] as number;
    loss += 0.5 * penalty * value * value;
    kernelGradient[i] = (kernelGradient[i] as number) + penalty * value;
  }
  return loss;
}

function scoreRow(
  data: Float32Array,
  offset: number,
  columns: number,
  kernel: Float32Array,
  bias: ArrayLike<number>,
  scores: Float64Array,
): void {
  for (let k = 0; k < scores.length; k++) {
    const start = k * columns;
    let [a, b, c, d] = [0, 0, 0, 0];
    let i = 0;
    // Four sums at once keep the processor's adders busy.
    for (; i + 3 < columns; i += 4) {
      a += (data[offset + i] as number) * (kernel[start + i] as number);
      b += (data[offset + i + 1] as number) * (kernel[start + i + 1] as number);
      c += (data[offset + i + 2] as number) * (kernel[start + i + 2] as number);
      d += (data[offset + i + 3] as number) * (kernel[start + i + 3] as number);
    }
    for (; i < columns; i++) {
      a += (data[offset + i] as number) * (kernel[start + i] as number);
    }
    scores[k] = a + b + c + d + (bias[k] as number);
  }
}

function addRow(
  target: Float64Array,
  start: number,
  data: Float32Array,
  offset: number,
  columns: number,
  scale: number,
): void {
  for (let i = 0; i < columns; i++) {
    target[start + i] =
      (target[start + i] as number) + scale * (data[offset + i] as number);
  }
}

/** Scores become probabilities. @returns −ln of the label's probability; 0 without a label */
function softmaxInPlace(scores: Float64Array, label?: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const score of scores) highest = Math.max(highest, score);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - highest);
  const loss =
    label === undefined
      ? 0
      : Math.log(sum) + highest - (scores[label] as number);
  for (let k = 0; k < scores.length; k++) {
    scores[k] = Math.exp((scores[k] as number) - highest) / sum;
  }
  return loss;
}

function startOf(head: LogisticHead | undefined, size: number): Float64Array {
  const start = new Float64Array(size);
  if (head) {
    start.set(head.kernel);
    start.set(head.bias, head.kernel.length);
  }
  return start;
}

function gatherRows(
  features: FeatureMatrix,
  subset: readonly number[],
): FeatureMatrix {
  const { columns } = features;
  if (subset.length === features.rows) {
    const isWhole = subset.every((row, index) => row === index);
    if (isWhole) return features;
  }
  const data = new Float32Array(subset.length * columns);
  subset.forEach((row, index) => {
    const values = features.data.subarray(row * columns, (row + 1) * columns);
    data.set(values, index * columns);
  });
  return { rows: subset.length, columns, data };
}
