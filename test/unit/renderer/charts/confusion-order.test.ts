import { describe, expect, it } from "vitest";

import {
  cellShare,
  largestConfusions,
  moveCell,
  orderClasses,
} from "#renderer/charts/confusion-order.ts";

// Classes 0 and 3 are taken for each other; 1 is perfect; 2 loses one picture to 1.
const COUNTS = [
  [6, 0, 0, 4],
  [0, 10, 0, 0],
  [0, 1, 9, 0],
  [5, 0, 0, 5],
];
const NAMES = ["class 10", "class 9", "boot", "apple"];

describe("cellShare", () => {
  it("is a share of the true class", () => {
    expect(cellShare(COUNTS, 0, 3)).toBeCloseTo(0.4);
  });

  it("is 0 for a class without pictures", () => {
    expect(cellShare([[0, 0]], 0, 1)).toBe(0);
  });
});

describe("orderClasses", () => {
  it("sorts names as a person counts: 9 before 10", () => {
    expect(orderClasses(COUNTS, NAMES, "name")).toEqual([3, 2, 1, 0]);
  });

  it("puts the class with most mistakes first", () => {
    expect(orderClasses(COUNTS, NAMES, "errors")).toEqual([3, 0, 2, 1]);
  });

  it("puts classes that are taken for each other side by side, each once", () => {
    const order = orderClasses(COUNTS, NAMES, "similarity");
    expect(order.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
    expect(Math.abs(order.indexOf(0) - order.indexOf(3))).toBe(1);
    expect(Math.abs(order.indexOf(1) - order.indexOf(2))).toBe(1);
  });

  it("works for one class and for 200", () => {
    expect(orderClasses([[3]], ["only"], "similarity")).toEqual([0]);
    const many = Array.from({ length: 200 }, (_row, row) =>
      Array.from({ length: 200 }, (_cell, column) =>
        row === column ? 5 : (row * 7 + column * 13) % 3,
      ),
    );
    const order = orderClasses(many, many.map(String), "similarity");
    expect(new Set(order).size).toBe(200);
  });
});

describe("largestConfusions", () => {
  it("lists cells off the diagonal, most pictures first", () => {
    expect(largestConfusions(COUNTS, 2)).toEqual([
      { row: 3, column: 0, count: 5, share: 0.5 },
      { row: 0, column: 3, count: 4, share: 0.4 },
    ]);
  });
});

describe("moveCell", () => {
  const middle = { row: 1, column: 1 };

  it("moves by arrows and stays inside", () => {
    expect(moveCell(middle, "ArrowDown", 3, false)).toEqual({
      row: 2,
      column: 1,
    });
    expect(moveCell({ row: 2, column: 2 }, "ArrowRight", 3, false)).toEqual({
      row: 2,
      column: 2,
    });
  });

  it("jumps to the ends of the row, and with Ctrl of the matrix", () => {
    expect(moveCell(middle, "End", 3, false)).toEqual({ row: 1, column: 2 });
    expect(moveCell(middle, "Home", 3, true)).toEqual({ row: 0, column: 0 });
  });

  it("leaves other keys alone", () => {
    expect(moveCell(middle, "a", 3, false)).toBeNull();
  });
});
