import type { Recipe } from "#api/training.ts";
import {
  classWeights as balancedWeights,
  imbalance,
  IMBALANCE_RATIO,
} from "#engine/datasets/statistics.ts";

/**
 * How much a picture of each class counts: so that all classes count the same where the recipe wants it (on `auto`: where the largest
 * class has at least 1.5 times the pictures of the smallest), else 1.
 * @param counts training pictures per class; a class without pictures gets 0 and counts for nothing
 */
export function classWeights(
  counts: readonly number[],
  mode: Recipe["classWeights"],
): Float32Array {
  return usesClassWeights(counts, mode)
    ? Float32Array.from(balancedWeights(counts))
    : new Float32Array(counts.length).fill(1);
}

/** Whether the recipe's choice leads to weights for these counts. */
export function usesClassWeights(
  counts: readonly number[],
  mode: Recipe["classWeights"],
): boolean {
  if (mode !== "auto") return mode === "on";
  return imbalance(counts) >= IMBALANCE_RATIO;
}
