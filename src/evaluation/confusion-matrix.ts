/**
 * Counts of (true class, predicted class).
 * @param labels    true classes, 0 … classCount − 1
 * @param predicted predicted classes, as many
 * @returns rows: true class, columns: predicted class (scikit-learn's convention)
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classCount: number,
): number[][] {
  const matrix = Array.from({ length: classCount }, () =>
    Array.from({ length: classCount }, () => 0),
  );
  for (let i = 0; i < labels.length; i++) {
    const row = matrix[labels[i] as number] as number[];
    const column = predicted[i] as number;
    row[column] = (row[column] as number) + 1;
  }
  return matrix;
}

/** One class against all others. */
export interface BinaryCounts {
  readonly trueNegatives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly truePositives: number;
}

/** For each class the 2×2 table of scikit-learn's `multilabel_confusion_matrix`. */
export function countsPerClass(
  matrix: readonly (readonly number[])[],
): BinaryCounts[] {
  const total = matrix.flat().reduce((sum, count) => sum + count, 0);
  return matrix.map((row, index) => {
    const truePositives = row[index] as number;
    const actual = row.reduce((sum, count) => sum + count, 0);
    const predicted = matrix.reduce(
      (sum, other) => sum + (other[index] as number),
      0,
    );
    return {
      trueNegatives: total - actual - predicted + truePositives,
      falsePositives: predicted - truePositives,
      falseNegatives: actual - truePositives,
      truePositives,
    };
  });
}
