import { countsPerClass } from "./confusion-matrix.ts";

/** All 0 to 1; where there is nothing to divide by the value is 0 (scikit-learn's `zero_division=0`). */
export interface PrecisionRecallF1 {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface ClassFigures extends PrecisionRecallF1 {
  /** Pictures whose label this class is. */
  readonly support: number;
}

/** Precision, recall, F1 and support of each class, from a confusion matrix with true classes as rows. */
export function classFigures(
  matrix: readonly (readonly number[])[],
): ClassFigures[] {
  return countsPerClass(matrix).map(
    ({ truePositives, falsePositives, falseNegatives }) => ({
      precision: ratio(truePositives, truePositives + falsePositives),
      recall: ratio(truePositives, truePositives + falseNegatives),
      f1: ratio(
        2 * truePositives,
        2 * truePositives + falsePositives + falseNegatives,
      ),
      support: truePositives + falseNegatives,
    }),
  );
}

/**
 * Mean over the classes that occur as label or as prediction, each counting the same: scikit-learn's macro average
 * with its default labels.
 */
export function macroAverage(
  matrix: readonly (readonly number[])[],
): PrecisionRecallF1 {
  const counts = countsPerClass(matrix);
  const figures = classFigures(matrix);
  return average(
    figures,
    counts.map(({ truePositives, falsePositives, falseNegatives }) =>
      truePositives + falsePositives + falseNegatives > 0 ? 1 : 0,
    ),
  );
}

/** Mean over the classes, each counting as often as it has pictures. */
export function weightedAverage(
  matrix: readonly (readonly number[])[],
): PrecisionRecallF1 {
  const figures = classFigures(matrix);
  return average(
    figures,
    figures.map(({ support }) => support),
  );
}

function average(
  figures: readonly ClassFigures[],
  weights: readonly number[],
): PrecisionRecallF1 {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (key: keyof PrecisionRecallF1) =>
    ratio(
      figures.reduce(
        (sum, figure, index) => sum + figure[key] * (weights[index] as number),
        0,
      ),
      total,
    );
  return {
    precision: mean("precision"),
    recall: mean("recall"),
    f1: mean("f1"),
  };
}

function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}
