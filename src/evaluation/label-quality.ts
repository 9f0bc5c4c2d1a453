import type { ScoredLabels } from "./scored-labels.ts";

/**
 * How well a label fits its probabilities, 0 to 1, lower is worse: rankings of likely wrong labels. The first three:
 * Johnson Kuan, Jonas Mueller, Model-agnostic label quality scoring to detect real-world label errors, ICML DataPerf workshop 2022.
 */
const LABEL_QUALITY_SCORES = {
  /** Probability of the given label. */
  "self-confidence": (own: number) => own,
  /** How far the given label is ahead of the best other one; half where they are level. */
  "normalized-margin": (own: number, other: number) => (own - other + 1) / 2,
  /** Entropy over the probability of the given label, brought to 0 … 1. */
  "confidence-weighted-entropy": (
    own: number,
    _other: number,
    entropy: number,
  ) => {
    const weighted = entropy / Math.max(own, LEAST);
    return Math.log1p(weighted) / Math.max(weighted, LEAST);
  },
  /**
   * How likely the given label is beside the best other one. Ours: under a model that is sure it ranks as the margin does, under one that
   * is not as self-confidence does, and each of these fails where the other is good (test/bench/label-errors.ts).
   */
  "likelihood-ratio": (own: number, other: number) =>
    (own + NEGLIGIBLE) / (own + NEGLIGIBLE + other),
} satisfies Record<
  string,
  (own: number, other: number, entropy: number) => number
>;

export type LabelQualityScore = keyof typeof LABEL_QUALITY_SCORES;

/** Against division by zero. */
const LEAST = 1e-6;
/** Probabilities far below it are alike: no model knows them. */
const NEGLIGIBLE = 1e-3;

/**
 * @param offsets added to the probabilities of each class before they are scored, such as from `classAdjustment`
 * @returns one score per row
 */
export function labelQuality(
  scored: ScoredLabels,
  by: LabelQualityScore,
  offsets?: Float64Array,
): Float64Array {
  const { classCount, labels, probabilities } = scored;
  const score = LABEL_QUALITY_SCORES[by];
  const total = offsets === undefined ? 1 : 1 + sum(offsets);
  const result = new Float64Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    let own = 0;
    let other = 0;
    let entropy = 0;
    for (let k = 0; k < classCount; k++) {
      const plain = probabilities[row * classCount + k] as number;
      const p = (plain + (offsets?.[k] ?? 0)) / total;
      if (k === label) own = p;
      else if (p > other) other = p;
      if (p > 0) entropy -= p * Math.log(p);
    }
    result[row] = score(own, other, entropy / Math.log(classCount));
  }
  return result;
}

/**
 * Offsets that take away each class's threshold, so that a class which the model is never sure of is not blamed for it.
 * All are at least 0, and probabilities plus offsets have the same sum in every row.
 */
export function classAdjustment(thresholds: Float64Array): Float64Array {
  const known = thresholds.filter((value) => Number.isFinite(value));
  const highest = known.reduce((best, value) => Math.max(best, value), 0);
  return thresholds.map((value) =>
    Number.isFinite(value) ? highest - value : 0,
  );
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
