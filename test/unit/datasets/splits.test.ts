import { describe, expect, it } from "vitest";

import { createRandom, shuffled } from "#engine/base/random.ts";
import { splitFromFolders, stratifiedSplit } from "#engine/datasets/splits.ts";
import type { SplitItem } from "#engine/datasets/splits.ts";

const FRACTIONS = { train: 0.7, validation: 0.15, test: 0.15 };

/** Items of classes with these sizes. */
function itemsOf(...counts: number[]): SplitItem[] {
  let id = 0;
  return counts.flatMap((size, classId) =>
    Array.from({ length: size }, () => ({ id: ++id, classId })),
  );
}

function sizes(
  items: readonly SplitItem[],
  result: ReturnType<typeof stratifiedSplit>,
  classId: number,
) {
  const counts = { train: 0, validation: 0, test: 0 };
  items.forEach((item, i) => {
    const split = result[i]?.split;
    if (item.classId === classId && split) counts[split]++;
  });
  return [counts.train, counts.validation, counts.test];
}

describe("stratifiedSplit", () => {
  it("deals every class by the fractions to the nearest picture", () => {
    const items = itemsOf(100, 56, 1000, 33);
    const result = stratifiedSplit(items, FRACTIONS, 1);
    expect(sizes(items, result, 0)).toEqual([70, 15, 15]);
    expect(sizes(items, result, 2)).toEqual([700, 150, 150]);
    for (const classId of [1, 3]) {
      const n = items.filter((item) => item.classId === classId).length;
      sizes(items, result, classId).forEach((size, i) => {
        expect(Math.abs(size - n * ([0.7, 0.15, 0.15][i] ?? 0))).toBeLessThan(
          1,
        );
      });
    }
  });

  it.each([
    [1, [1, 0, 0]],
    [2, [1, 0, 1]],
    [3, [1, 1, 1]],
    [4, [2, 1, 1]],
    [7, [5, 1, 1]],
  ])("deals a class of %i pictures as %j", (size, expected) => {
    const items = itemsOf(size);
    expect(sizes(items, stratifiedSplit(items, FRACTIONS, 5), 0)).toEqual(
      expected,
    );
  });

  it("gives training the first picture whatever the fractions are", () => {
    const items = itemsOf(1);
    expect(
      stratifiedSplit(items, { train: 0.1, validation: 0.8, test: 0.1 }, 0)[0]
        ?.split,
    ).toBe("train");
  });

  it("is the same for the same seed in any order of import, and another for another seed", () => {
    const items = itemsOf(40, 40);
    const sides = (list: readonly SplitItem[], seed: number) =>
      new Map(
        stratifiedSplit(list, FRACTIONS, seed).map((row) => [
          row.imageId,
          row.split,
        ]),
      );
    const first = sides(items, 3);
    expect(sides(shuffled(items, createRandom("order")), 3)).toEqual(first);
    expect(sides(items, 4)).not.toEqual(first);
  });

  it("gives a side with fraction 0 nothing, and scales fractions that do not sum to 1", () => {
    const items = itemsOf(10, 1, 2);
    const result = stratifiedSplit(
      items,
      { train: 8, validation: 2, test: 0 },
      0,
    );
    expect(result.some((row) => row.split === "test")).toBe(false);
    expect(sizes(items, result, 0)).toEqual([8, 2, 0]);
    expect(() =>
      stratifiedSplit(items, { train: 0, validation: 0, test: 0 }, 0),
    ).toThrow(RangeError);
  });

  it("never puts one group on two sides, keeps what is fixed, and still comes near the fractions", () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = createRandom("groups", seed);
      const items: SplitItem[] = Array.from({ length: 300 }, (_, i) => ({
        id: i,
        classId: random.integer(3),
        group: random.integer(150),
        fixed: i % 29 === 0 ? "test" : null,
      })).map((item, _, all) => ({
        ...item,
        // A group may only be fixed as a whole.
        fixed: all.some((other) => other.group === item.group && other.fixed)
          ? "test"
          : null,
      }));
      const result = stratifiedSplit(items, FRACTIONS, seed);
      expect(result.map((row) => row.imageId)).toEqual(
        items.map((item) => item.id),
      );
      const sides = new Map<number, Set<string>>();
      items.forEach((item, i) => {
        const side = result[i]?.split ?? "";
        const seen = sides.get(item.group ?? -1) ?? new Set();
        sides.set(item.group ?? -1, seen.add(side));
        expect(item.fixed ?? side).toBe(side);
      });
      expect(Math.max(...[...sides.values()].map((set) => set.size))).toBe(1);
      const train = result.filter((row) => row.split === "train").length;
      expect(train / items.length).toBeGreaterThan(0.6);
      expect(train / items.length).toBeLessThan(0.8);
    }
  });
});

describe("splitFromFolders", () => {
  const given = (
    list: readonly SplitItem[],
    side: (index: number) => "train" | "validation" | "test" | null,
  ) => list.map((item, i) => ({ ...item, given: side(i) }));

  it("keeps what the folders say", () => {
    const items = given(
      itemsOf(30),
      (i) => (["train", "validation", "test"] as const)[i % 3] ?? null,
    );
    expect(
      splitFromFolders(items, FRACTIONS, 0).map((row) => row.split),
    ).toEqual(items.map((item) => item.given));
  });

  it("carves validation out of training when only training and test are given", () => {
    const items = given(itemsOf(200, 200), (i) => (i % 2 ? "test" : "train"));
    const result = splitFromFolders(items, FRACTIONS, 0);
    items.forEach((item, i) => {
      expect(result[i]?.split === "test").toBe(item.given === "test");
    });
    // 15 of 85 parts of 100 training pictures a class
    expect(sizes(items, result, 0)).toEqual([82, 18, 100]);
    expect(sizes(items, result, 1)).toEqual([82, 18, 100]);
  });

  it("carves both out of training when that is all there is", () => {
    const items = given(itemsOf(100), () => "train");
    expect(sizes(items, splitFromFolders(items, FRACTIONS, 0), 0)).toEqual([
      70, 15, 15,
    ]);
  });

  it("takes pictures that no folder placed as training pictures", () => {
    const items = given(itemsOf(100), (i) =>
      i < 50 ? null : i < 75 ? "test" : "validation",
    );
    expect(sizes(items, splitFromFolders(items, FRACTIONS, 0), 0)).toEqual([
      50, 25, 25,
    ]);
  });

  it("splits anew when the folders leave nothing to learn from", () => {
    const items = given(itemsOf(100), () => "test");
    expect(sizes(items, splitFromFolders(items, FRACTIONS, 0), 0)).toEqual([
      70, 15, 15,
    ]);
  });
});
