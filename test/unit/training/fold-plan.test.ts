import { describe, expect, it } from "vitest";

import { encodeFolds } from "#engine/datasets/split-folds.ts";
import type { FindingRow } from "#engine/storage/data-room-types.ts";
import type { SplitState } from "#engine/storage/index-types.ts";
import { foldsOfDataSet, plainFolds } from "#engine/training/fold-plan.ts";
import { countPerClass } from "#engine/training/training-set.ts";

const samples = Array.from({ length: 120 }, (_, row) => ({
  imageId: row + 1,
  sha256: String(row),
  label: row % 3,
}));

function reader(
  state: Partial<SplitState>,
  pairs: readonly (readonly [number, number])[] = [],
) {
  return {
    splitState: (): SplitState => ({
      source: "stratified",
      fractions: { train: 0.7, validation: 0.15, test: 0.15 },
      seed: 0,
      ...state,
    }),
    findings: (check: string) =>
      check === "near-duplicates"
        ? pairs.map(
            ([imageId, otherImageId]) =>
              ({
                imageId,
                otherImageId,
                groupId: null,
              }) as unknown as FindingRow,
          )
        : [],
    attributeOfEach: () => new Map<number, string>(),
  };
}

describe("foldsOfDataSet", () => {
  it("is what it always was where nothing belongs together", () => {
    expect(foldsOfDataSet(reader({}))(samples, 5, 1)).toEqual(
      plainFolds(samples, 5, 1),
    );
  });

  it("keeps copies in one fold, and the classes even", () => {
    const pairs = Array.from(
      { length: 30 },
      (_, index) => [index + 1, 120 - index] as const,
    );
    const { count, foldOf } = foldsOfDataSet(reader({}, pairs))(samples, 5, 1);
    expect(count).toBe(5);
    for (const [first, second] of pairs) {
      expect(foldOf[first - 1]).toBe(foldOf[second - 1]);
    }
    for (const label of [0, 1, 2]) {
      const own = foldOf.filter((_, row) => samples[row]?.label === label);
      const sizes = countPerClass(own, 5);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(2);
    }
  });

  it("takes the folds that a person chose, unless a picture has none", () => {
    const chosen = samples.map((_, row) => row % 4);
    const folds = encodeFolds(
      samples.map(({ imageId }) => ({ id: imageId })),
      chosen,
      4,
    );
    const planned = foldsOfDataSet(reader({ source: "folds", folds }));
    expect(planned(samples, 5, 1)).toEqual({
      count: 4,
      foldOf: Int32Array.from(chosen),
    });
    const one = { imageId: 500, sha256: "new", label: 0 };
    expect(planned([...samples, one], 5, 1).count).toBe(5);
  });
});
