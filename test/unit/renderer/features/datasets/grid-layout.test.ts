import { describe, expect, it } from "vitest";

import {
  cellsInRectangle,
  layOutGrid,
  moveFocus,
  rowCount,
} from "#renderer/features/datasets/grid-layout.ts";
import { visibleRows } from "#renderer/features/datasets/use-row-window.ts";

describe("layOutGrid", () => {
  it.each([376, 600, 1033, 2500])("fills %d pixels of width", (width) => {
    const layout = layOutGrid(width, 128, 1000);
    const used =
      layout.columns * layout.cellWidth + (layout.columns - 1) * layout.gap;
    expect(used).toBeLessThanOrEqual(width);
    expect(width - used).toBeLessThan(layout.columns);
    expect(layout.cellWidth).toBeGreaterThanOrEqual(128);
  });

  it("has a column even where the width does not do for one", () => {
    expect(layOutGrid(50, 128, 10).columns).toBe(1);
  });

  it("needs a row for what is left over", () => {
    expect(rowCount(layOutGrid(600, 128, 100_001))).toBe(25_001);
  });
});

describe("moveFocus", () => {
  // Four columns, ten pictures: the last row holds two.
  const layout = layOutGrid(600, 128, 10);

  it.each([
    ["ArrowRight", 0, 1],
    ["ArrowLeft", 0, 0],
    ["ArrowDown", 1, 5],
    ["ArrowUp", 1, 1],
    ["ArrowDown", 7, 9],
    ["ArrowDown", 8, 8],
    ["ArrowRight", 9, 9],
    ["Home", 7, 0],
    ["End", 2, 9],
    ["PageDown", 1, 9],
    ["PageUp", 9, 1],
  ])("%s from %d leads to %d", (key, from, to) => {
    expect(moveFocus(layout, from, key, 2)).toBe(to);
  });

  it("leaves other keys and an empty grid alone", () => {
    expect(moveFocus(layout, 0, "a", 2)).toBeNull();
    expect(moveFocus(layOutGrid(600, 128, 0), 0, "ArrowDown", 2)).toBeNull();
  });
});

describe("cellsInRectangle", () => {
  const layout = layOutGrid(600, 128, 10);
  const pitch = layout.cellWidth + layout.gap;

  it("takes every cell that is touched, and no other", () => {
    const middle = {
      left: pitch + 10,
      right: 2 * pitch + 10,
      top: 10,
      bottom: layout.rowHeight + 10,
    };
    expect(cellsInRectangle(layout, middle)).toEqual([1, 2, 5, 6]);
  });

  it("takes nothing from the gaps, nor beyond the last picture", () => {
    const gap = {
      left: layout.cellWidth + 1,
      right: layout.cellWidth + layout.gap - 1,
      top: 0,
      bottom: 5,
    };
    expect(cellsInRectangle(layout, gap)).toEqual([]);
    const below = {
      left: 0,
      right: 5000,
      top: 2 * layout.rowHeight + 1,
      bottom: 90_000,
    };
    expect(cellsInRectangle(layout, below)).toEqual([8, 9]);
  });
});

describe("visibleRows", () => {
  it("draws what is in sight and two rows beyond, however many there are", () => {
    expect(visibleRows(0, 600, 100_000, 150)).toEqual({
      firstRow: 0,
      lastRow: 6,
    });
    expect(visibleRows(150 * 50_000, 600, 100_000, 150)).toEqual({
      firstRow: 49_998,
      lastRow: 50_006,
    });
  });

  it("survives a list that became shorter than where it was scrolled to", () => {
    expect(visibleRows(90_000, 600, 3, 150)).toEqual({
      firstRow: 2,
      lastRow: 2,
    });
    expect(visibleRows(0, 600, 0, 150)).toEqual({ firstRow: 0, lastRow: -1 });
  });
});
