import { createRandom, shuffled } from "#engine/base/random.ts";

/** Folds wanted where every class has pictures enough. */
const FOLDS = 5;

/** 5, or fewer so that every class with at least two pictures has one in each fold, but never below 2. */
export function foldCount(counts: readonly number[]): number {
  const useful = counts.filter((count) => count >= 2);
  return Math.max(2, Math.min(FOLDS, ...useful));
}

/**
 * Deals the pictures of each class, shuffled, over the folds, so that all folds have nearly the same share of every class.
 * @returns fold of each picture, 0 … folds − 1
 */
export function stratifiedFolds(
  labels: ArrayLike<number>,
  folds: number,
  seed: number,
): Int32Array {
  const byClass = new Map<number, number[]>();
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    const rows = byClass.get(label);
    if (rows) rows.push(row);
    else byClass.set(label, [row]);
  }
  const result = new Int32Array(labels.length);
  let next = 0;
  for (const label of [...byClass.keys()].toSorted((a, b) => a - b)) {
    const random = createRandom(seed, "folds", label);
    for (const row of shuffled(byClass.get(label) ?? [], random)) {
      result[row] = next++ % folds;
    }
  }
  return result;
}
