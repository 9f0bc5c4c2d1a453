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
