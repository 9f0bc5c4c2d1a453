import { describe, expect, it } from "vitest";

import {
  ratiosOf,
  relativeDifference,
  spreadOf,
} from "#engine/bench/statistics.ts";

describe("spreadOf", () => {
  it("gives median, lowest and highest of an odd and an even number of values", () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3 });
    expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, low: 1, high: 4 });
  });
});

describe("ratiosOf", () => {
  it("compares round by round, so that a slow minute of the machine falls out", () => {
    expect(ratiosOf([100, 10, 100], [50, 5, 50])).toEqual({
      median: 2,
      low: 2,
      high: 2,
    });
  });

  it("compares the rounds that both have", () => {
    expect(ratiosOf([6, 9, 12], [3])).toEqual({ median: 2, low: 2, high: 2 });
    expect(ratiosOf([1], [])).toBeNull();
  });
});

describe("relativeDifference", () => {
  it("is the largest difference by the largest expected number", () => {
    expect(relativeDifference([-4, 1], [-4, 1.2])).toBeCloseTo(0.05);
  });

  it("is no number where nothing can be compared", () => {
    expect(relativeDifference([], [])).toBeNaN();
    expect(relativeDifference([1, 2], [1])).toBeNaN();
  });
});
