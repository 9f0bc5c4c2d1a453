import { describe, expect, it } from "vitest";

import { mostConfusedPairs } from "#renderer/features/datasets/baseline-pairs.ts";
import {
  NOTHING_SELECTED,
  rangeOf,
  selectAll,
  selectBand,
  selectNone,
  selectOne,
  selectRange,
  toggleOne,
} from "#renderer/features/datasets/selection.ts";
import {
  borderPosition,
  LEAST_SHARE,
  moveBorder,
} from "#renderer/features/datasets/split-fractions.ts";

describe("selecting pictures", () => {
  it("takes one, adds and removes with Ctrl", () => {
    const one = selectOne(2, 20);
    const two = toggleOne(one, 4, 40);
    expect([...two.ids]).toEqual([20, 40]);
    expect([...toggleOne(two, 2, 20).ids]).toEqual([40]);
    expect([...one.ids]).toEqual([20]);
  });

  it("ranges from the anchor, in both directions, again and again", () => {
    const start = selectOne(5, 50);
    const down = selectRange(start, 7, [50, 60, 70]);
    expect(down.focus).toBe(7);
    expect(rangeOf(down, 3)).toEqual([3, 5]);
    const up = selectRange(down, 3, [30, 40, 50]);
    expect([...up.ids]).toEqual([30, 40, 50]);
    expect(up.anchor).toBe(5);
  });

  it("begins a range where nothing was selected", () => {
    expect(rangeOf(NOTHING_SELECTED, 4)).toEqual([4, 4]);
  });

  it("adds a rubber band to what Ctrl keeps", () => {
    const before = selectOne(0, 1);
    const band = selectBand(
      before,
      [
        { index: 4, id: 40 },
        { index: 5, id: 50 },
      ],
      before.ids,
    );
    expect([...band.ids]).toEqual([1, 40, 50]);
    expect(band.focus).toBe(5);
  });

  it("keeps the keys' place when nothing or all is selected", () => {
    const none = selectNone(selectOne(9, 90));
    expect(none.ids.size).toBe(0);
    expect(none.focus).toBe(9);
    expect(selectAll(none, [1, 2, 3]).ids.size).toBe(3);
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

describe("mostConfusedPairs", () => {
  it("names the worst first and leaves the diagonal out", () => {
    const confusion = [
      [50, 3, 0],
      [7, 40, 1],
      [0, 0, 9],
    ];
    expect(mostConfusedPairs([10, 20, 30], confusion, 2)).toEqual([
      { truth: 20, predicted: 10, count: 7 },
      { truth: 10, predicted: 20, count: 3 },
    ]);
  });
});
