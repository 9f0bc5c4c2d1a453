import {
  predictedClasses,
  probabilityOf,
  type ScoredLabels,
} from "./scored-labels.ts";

export interface Mistake {
  /** Position of the picture in the evaluated set. */
  readonly row: number;
  readonly label: number;
  readonly predicted: number;
  /** Probability of the predicted class, 0 to 1. */
  readonly confidence: number;
}

/** Wrong predictions, the surest first. */
export function mostConfidentMistakes(
  scored: ScoredLabels,
  limit: number,
): Mistake[] {
  const mistakes: Mistake[] = [];
  predictedClasses(scored).forEach((predicted, row) => {
    const label = scored.labels[row] as number;
    if (predicted === label) return;
    const confidence = probabilityOf(scored, row, predicted);
    mistakes.push({ row, label, predicted, confidence });
  });
  return mistakes
    .toSorted((a, b) => b.confidence - a.confidence || a.row - b.row)
    .slice(0, limit);
}

/**
 * Rows by the probability of their own label, lowest first: the self-confidence ranking of likely wrong labels (Curtis G. Northcutt,
 * Lu Jiang, Isaac L. Chuang, Confident learning, 2021, https://arxiv.org/abs/1911.00068).
 */
export function leastLabelProbability(scored: ScoredLabels): number[] {
  const rows = Array.from(scored.labels.keys());
  const own = rows.map((row) =>
    probabilityOf(scored, row, scored.labels[row] as number),
  );
  return rows.toSorted(
    (a, b) => (own[a] as number) - (own[b] as number) || a - b,
  );
}
