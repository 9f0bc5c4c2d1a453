import type { Recipe } from "#api/recipe.ts";
import { imbalance, IMBALANCE_RATIO } from "#engine/datasets/statistics.ts";

/**
 * How much a picture of each class counts: pictures / (classes · pictures of the class), so that all classes count the same and
 * the mean weight of a picture is 1 (scikit-learn's `balanced`). Off, or balanced enough for `auto`: 1 for all.
 * @param counts training pictures per class; a class without pictures gets 0 and counts for nothing
 */
export function classWeights(
  counts: readonly number[],
  mode: Recipe["classWeights"],
): Float32Array {
  if (!usesClassWeights(counts, mode)) {
    return new Float32Array(counts.length).fill(1);
  }
  const present = counts.filter((count) => count > 0);
  const total = present.reduce((sum, count) => sum + count, 0);
  return Float32Array.from(counts, (count) =>
    count === 0 ? 0 : total / (present.length * count),
  );
}

/** Whether the recipe's choice leads to weights for these counts; `auto` does from a ratio of 1.5 of the largest to the smallest on. */
export function usesClassWeights(
  counts: readonly number[],
  mode: Recipe["classWeights"],
): boolean {
  if (mode !== "auto") return mode === "on";
  return imbalance(counts) >= IMBALANCE_RATIO;
}
