import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { dealFolds, dealSplit } from "#engine/datasets/splits.ts";

interface GoldenCase {
  readonly name: string;
  /** A letter for each row. */
  readonly classes: string;
  readonly groups: readonly number[];
  readonly reference: { readonly classes: number; readonly sizes: number };
}

const { folds: FOLDS, cases } = JSON.parse(
  readFileSync(
    join(import.meta.dirname, "../../golden/splits/grouped-folds.json"),
    "utf8",
  ),
) as { folds: number; cases: GoldenCase[] };

const SEEDS = [0, 1, 2, 3, 4];

function itemsOf({ classes, groups }: GoldenCase) {
  return [...classes].map((letter, row) => ({
    id: row,
    classId: letter.charCodeAt(0),
    group: groups[row],
  }));
}

function deviation(values: readonly number[]): number {
  const mean = average(values);
  return Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sharesOf(folds: Int8Array, rows: readonly number[]): number[] {
  return Array.from(
    { length: FOLDS },
    (_, fold) => rows.filter((row) => folds[row] === fold).length / rows.length,
  );
}

describe("folds of groups", () => {
  it.each(cases)(
    "are at least as even as those of StratifiedGroupKFold: $name",
    (golden) => {
      const items = itemsOf(golden);
      const rows = [...items.keys()];
      const classes = [...new Set(items.map(({ classId }) => classId))];
      const uneven = SEEDS.map((seed) => {
        const folds = dealFolds(items, FOLDS, seed);
        for (const row of rows) {
          expect(folds[row]).toBe(
            folds[golden.groups.indexOf(golden.groups[row]!)],
          );
        }
        return {
          classes: average(
            classes.map((classId) =>
              deviation(
                sharesOf(
                  folds,
                  rows.filter((row) => items[row]?.classId === classId),
                ),
              ),
            ),
          ),
          sizes: deviation(sharesOf(folds, rows)),
        };
      });
      expect(average(uneven.map((one) => one.classes))).toBeLessThanOrEqual(
        golden.reference.classes,
      );
      expect(average(uneven.map(({ sizes }) => sizes))).toBeLessThanOrEqual(
        golden.reference.sizes,
      );
    },
  );
});

describe("sides of groups", () => {
  const FRACTIONS = { train: 0.7, validation: 0.15, test: 0.15 };

  it("says which group is larger than a side, and still fills the others", () => {
    const items = Array.from({ length: 200 }, (_, id) => ({
      id,
      classId: id % 2,
      group: id < 120 ? 0 : id,
    }));
    const { crowded, groupCount, assignments } = dealSplit(items, FRACTIONS, 1);
    expect(groupCount).toBe(1);
    expect(crowded).toMatchObject([{ size: 120, split: "train" }]);
    const sizes = ["train", "validation", "test"].map(
      (side) => assignments.filter(({ split }) => split === side).length,
    );
    expect(sizes).toEqual([140, 30, 30]);
  });

  it("keeps what was on an opened test side, and the groups of it, off the new one", () => {
    const items = Array.from({ length: 300 }, (_, id) => ({
      id,
      classId: id % 3,
      group: Math.floor(id / 2),
      barredFromTest: id % 10 === 0,
    }));
    const { assignments } = dealSplit(items, FRACTIONS, 2);
    const test = assignments.filter(({ split }) => split === "test");
    expect(test.every(({ imageId }) => imageId % 10 > 1)).toBe(true);
    expect(test.length).toBeGreaterThan(40);
  });

  it("is the same whatever the order of import, and another for another seed", () => {
    const items = itemsOf(cases[1]!);
    const sides = (list: typeof items, seed: number) =>
      new Map(
        dealSplit(list, FRACTIONS, seed).assignments.map(
          ({ imageId, split }) => [imageId, split],
        ),
      );
    const first = sides(items, 3);
    expect(
      new Map([...sides(items.toReversed(), 3)].toSorted(([a], [b]) => a - b)),
    ).toEqual(first);
    expect(sides(items, 4)).not.toEqual(first);
  });
});
