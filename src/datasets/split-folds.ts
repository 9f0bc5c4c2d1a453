import type { SplitState } from "#engine/storage/index-types.ts";

import {
  dealFolds,
  dealSplit,
  type FoldItem,
  type SplitDeal,
  type SplitItem,
} from "./splits.ts";

type StoredFolds = NonNullable<SplitState["folds"]>;

export interface FoldRule {
  readonly folds: number;
  /** Share of the test side, 0 to less than 1. */
  readonly test: number;
  readonly seed: number;
}

export interface FoldDeal extends SplitDeal {
  /** Of each item, 0 … folds − 1; those of the test side too. */
  readonly folds: Int8Array;
}

/**
 * Sets a test side apart by its share and deals the rest to folds; the first fold is the validation side. The test side has folds of its
 * own, so that either alone, and both together, are dealt evenly. What is fixed stays, on its side and in its fold.
 */
export function dealTestAndFolds(
  items: readonly (SplitItem & FoldItem)[],
  { folds: count, test, seed }: FoldRule,
): FoldDeal {
  const outside = items.map((item) =>
    item.fixed === "validation" ? { ...item, fixed: "train" as const } : item,
  );
  const deal = dealSplit(
    outside,
    { train: 1 - test, validation: 0, test },
    seed,
  );
  const folds = new Int8Array(items.length);
  for (const isTest of [false, true]) {
    const rows = [...items.keys()].filter(
      (row) => (deal.assignments[row]?.split === "test") === isTest,
    );
    const chosen = rows.map((row) => items[row] as SplitItem & FoldItem);
    dealFolds(chosen, count, seed).forEach((fold, index) => {
      folds[rows[index] as number] = fold;
    });
  }
  return {
    ...deal,
    folds,
    assignments: deal.assignments.map(({ imageId, split }, row) => {
      if (split === "test") return { imageId, split };
      const side = folds[row] === 0 ? "validation" : "train";
      return { imageId, split: items[row]?.fixed ?? side };
    }),
  };
}

/** Folds of pictures as the index keeps them: a byte per picture id. A million ids are 1.3 MB. */
export function encodeFolds(
  images: readonly { readonly id: number }[],
  foldOf: ArrayLike<number>,
  count: number,
): StoredFolds {
  const last = images.reduce((most, { id }) => Math.max(most, id), 0);
  const bytes = new Uint8Array(last + 1);
  images.forEach(({ id }, row) => {
    bytes[id] = 1 + (foldOf[row] as number);
  });
  return { count, assignment: Buffer.from(bytes).toString("base64") };
}

/** @returns the fold of a picture by its id, or −1 for one that has none */
export function decodeFolds({
  assignment,
}: StoredFolds): (imageId: number) => number {
  const bytes = Buffer.from(assignment, "base64");
  return (imageId) => (bytes[imageId] ?? 0) - 1;
}
