import { describe, expect, it } from "vitest";

import type { DatasetSummary } from "#api/datasets.ts";
import {
  LEAST_SHARE,
  borderPosition,
  moveBorder,
  shownFractions,
  splitCounts,
} from "#renderer/features/datasets/split-fractions.ts";

const FEW = { train: 0.7, validation: 0.15, test: 0.15 };

function dataset(splitSource: DatasetSummary["splitSource"]): DatasetSummary {
  const ofClass = (id: number) => ({
    id,
    name: `class ${id}`,
    colorIndex: id,
    count: 56,
    excluded: 0,
    bySplit: { train: 36, validation: 8, test: 12 },
  });
  return {
    kind: "images",
    imageCount: 112,
    excludedCount: 0,
    unlabelledCount: 0,
    problemCount: 0,
    classes: [ofClass(0), ofClass(1)],
    splitSource,
    splitFractions: FEW,
    warnings: [],
    roots: [],
    canUndo: null,
    canRedo: null,
  };
}

describe("the shares that the bar shows", () => {
  it.each(["folders", "fixed"] as const)(
    "are those of the pictures where they are %s",
    (source) => {
      const given = dataset(source);
      const shares = shownFractions(given, splitCounts(given));
      expect(shares.train).toBeCloseTo(72 / 112);
      expect(shares.validation).toBeCloseTo(16 / 112);
      expect(shares.test).toBeCloseTo(24 / 112);
    },
  );

  it.each(["none", "stratified", "grouped"] as const)(
    "are those asked for where the split is %s",
    (source) => {
      const drawn = dataset(source);
      expect(shownFractions(drawn, splitCounts(drawn))).toEqual(FEW);
    },
  );

  it("are those asked for while there are no pictures", () => {
    const empty = { ...dataset("folders"), classes: [] };
    expect(shownFractions(empty, splitCounts(empty))).toEqual(FEW);
  });
});

describe("moveBorder", () => {
  const start = { train: 0.7, validation: 0.15, test: 0.15 };

  it("changes only the two parts beside it, in whole per cent", () => {
    expect(moveBorder(start, 0, 0.602)).toEqual({
      train: 0.6,
      validation: 0.25,
      test: 0.15,
    });
    expect(moveBorder(start, 1, 0.9)).toEqual({
      train: 0.7,
      validation: 0.2,
      test: 0.1,
    });
  });

  it.each([-1, 0, 0.5, 1, 2])("lets no part vanish at %d", (position) => {
    for (const border of [0, 1] as const) {
      const moved = moveBorder(start, border, position);
      expect(moved.train + moved.validation + moved.test).toBeCloseTo(1, 10);
      for (const share of Object.values(moved)) {
        expect(share).toBeGreaterThanOrEqual(LEAST_SHARE);
      }
    }
  });

  it("puts the border where it was dropped", () => {
    expect(borderPosition(moveBorder(start, 0, 0.5), 0)).toBeCloseTo(0.5, 10);
    expect(borderPosition(moveBorder(start, 1, 0.8), 1)).toBeCloseTo(0.8, 10);
  });
});
