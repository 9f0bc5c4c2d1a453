/**
 * What every figure of an evaluation is computed from: for each picture its label and the probability of each class.
 */
export interface ScoredLabels {
  /** Number of classes; labels are 0 … classCount − 1. */
  readonly classCount: number;
  /** The true class of each picture. */
  readonly labels: Int32Array;
  /** [pictures × classCount], row by row, each row summing to 1. */
  readonly probabilities: Float32Array;
}

/**
 * Checks sizes and ranges once, so that the figures need not.
 * @throws RangeError when the number of probabilities does not fit, or a label is outside the classes
 */
export function scoredLabels(
  labels: ArrayLike<number>,
  probabilities: Float32Array,
  classCount: number,
): ScoredLabels {
  if (probabilities.length !== labels.length * classCount) {
    throw new RangeError(
      `Expected ${labels.length} × ${classCount} probabilities. Received: ${probabilities.length}.`,
    );
  }
  const checked = Int32Array.from(labels);
  for (const label of checked) {
    if (label < 0 || label >= classCount) {
      throw new RangeError(
        `Expected labels from 0 to ${classCount - 1}. Received: ${label}.`,
      );
    }
  }
  return { classCount, labels: checked, probabilities };
}

/** The most probable class of each picture; the first of equals. */
export function predictedClasses(scored: ScoredLabels): Int32Array {
  const { classCount, probabilities, labels } = scored;
  const predicted = new Int32Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    predicted[row] = indexOfLargest(
      probabilities,
      row * classCount,
      (row + 1) * classCount,
    );
  }
  return predicted;
}

/** Probability of one class of one picture. */
export function probabilityOf(
  scored: ScoredLabels,
  row: number,
  classIndex: number,
): number {
  return scored.probabilities[row * scored.classCount + classIndex] as number;
}

/** Position of the largest value in [start, end), counted from start; the first of equals. */
export function indexOfLargest(
  values: ArrayLike<number>,
  start = 0,
  end = values.length,
): number {
  let best = start;
  for (let i = start + 1; i < end; i++) {
    if ((values[i] as number) > (values[best] as number)) best = i;
  }
  return best - start;
}

/** The k most probable classes, best first; equals in the order of the classes. */
export function mostProbable(
  probabilities: ArrayLike<number>,
  k: number,
): number[] {
  return Array.from({ length: probabilities.length }, (_, index) => index)
    .toSorted(
      (a, b) =>
        (probabilities[b] as number) - (probabilities[a] as number) || a - b,
    )
    .slice(0, k);
}
