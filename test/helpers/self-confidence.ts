import {
  probabilityOf,
  type ScoredLabels,
} from "#engine/evaluation/scored-labels.ts";

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
