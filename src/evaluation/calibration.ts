/**
 * How far stated confidence and reached accuracy lie apart.
 * Chuan Guo, Geoff Pleiss, Yu Sun, Kilian Q. Weinberger, On calibration of modern neural networks, 2017,
 * https://arxiv.org/abs/1706.04599
 */
import {
  predictedClasses,
  probabilityOf,
  type ScoredLabels,
} from "./scored-labels.ts";

/** One bar of the reliability diagram. */
export interface ReliabilityBin {
  /** Mean probability of the predicted class, 0 to 1; the middle of an empty bin. */
  readonly confidence: number;
  /** Share of right predictions, 0 to 1; 0 for an empty bin. */
  readonly accuracy: number;
  readonly count: number;
}

/** Sorts pictures by the probability of their predicted class into bins of equal width, open below and closed above. */
export function reliabilityTable(
  scored: ScoredLabels,
  binCount = 15,
): ReliabilityBin[] {
  const predicted = predictedClasses(scored);
  const counts = new Float64Array(binCount);
  const confidences = new Float64Array(binCount);
  const correct = new Float64Array(binCount);
  for (let row = 0; row < predicted.length; row++) {
    const choice = predicted[row] as number;
    const confidence = probabilityOf(scored, row, choice);
    const bin = Math.min(
      binCount - 1,
      Math.max(0, Math.ceil(confidence * binCount) - 1),
    );
    counts[bin] = (counts[bin] as number) + 1;
    confidences[bin] = (confidences[bin] as number) + confidence;
    if (choice === scored.labels[row]) {
      correct[bin] = (correct[bin] as number) + 1;
    }
  }
  return Array.from(counts, (count, bin) => ({
    confidence:
      count === 0
        ? (bin + 0.5) / binCount
        : (confidences[bin] as number) / count,
    accuracy: count === 0 ? 0 : (correct[bin] as number) / count,
    count,
  }));
}

/** Expected calibration error: the mean distance of confidence and accuracy, bins weighted by their pictures; 0 to 1. */
export function expectedCalibrationError(
  table: readonly ReliabilityBin[],
): number {
  const total = table.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return 0;
  return (
    table.reduce(
      (sum, bin) => sum + bin.count * Math.abs(bin.accuracy - bin.confidence),
      0,
    ) / total
  );
}
