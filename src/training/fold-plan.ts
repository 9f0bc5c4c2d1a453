import { readGroups } from "#engine/datasets/groups.ts";
import { decodeFolds } from "#engine/datasets/split-folds.ts";
import { dealFolds } from "#engine/datasets/splits.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import { stratifiedFolds } from "./stratified-folds.ts";
import type { Sample } from "./training-set.ts";

/** Which pictures are left out and judged together. */
export interface FoldPlan {
  readonly count: number;
  /** Of each sample, 0 … count − 1. */
  readonly foldOf: Int32Array;
}

export type PlanFolds = (
  samples: readonly Sample[],
  count: number,
  seed: number,
) => FoldPlan;

/**
 * Folds as a person chose them for the data set (Data, Split in folds), where every sample has one; else dealt with near-duplicates, and
 * what the split keeps together, in one fold: a copy in another fold would be learned by heart, and the estimate too kind.
 */
export function foldsOfDataSet(
  reader: Pick<IndexReader, "splitState" | "findings" | "attributeOfEach">,
): PlanFolds {
  return (samples, count, seed) => {
    const { folds, together } = reader.splitState();
    if (folds !== undefined) {
      const chosen = decodeFolds(folds);
      const foldOf = Int32Array.from(samples, ({ imageId }) => chosen(imageId));
      if (!foldOf.includes(-1)) return { count: folds.count, foldOf };
    }
    const groups = readGroups(
      reader,
      samples.map(({ imageId }) => imageId),
      together ?? { duplicates: true, attributes: [] },
    );
    if (groups.size === 0) return plainFolds(samples, count, seed);
    const items = samples.map(({ imageId, label }) => ({
      id: imageId,
      classId: label,
      group: groups.get(imageId),
    }));
    return { count, foldOf: Int32Array.from(dealFolds(items, count, seed)) };
  };
}

/** Each sample for itself. */
export const plainFolds: PlanFolds = (samples, count, seed) => ({
  count,
  foldOf: stratifiedFolds(
    samples.map(({ label }) => label),
    count,
    seed,
  ),
});
