import { describe, expect, it } from "vitest";
import { compareAnswers } from "#engine/export/parity/compare.ts";

describe("compareAnswers", () => {
  it("passes equal answers and says how far apart they are", () => {
    const check = compareAnswers(
      "x",
      "original-files",
      [[0.9, 0.1]],
      [[0.89, 0.11]],
    );
    expect(check).toMatchObject({
      pictures: 1,
      sameTop1: 1,
      passed: true,
      skipped: null,
    });
    expect(check.maxDifference).toBeCloseTo(0.01, 9);
  });

  it.each([
    ["too far", "same-tensor", [[0.9, 0.1]], [[0.89, 0.11]]],
    [
      "another first answer",
      "original-files",
      [[0.501, 0.499]],
      [[0.499, 0.501]],
    ],
    [
      "a missing picture",
      "original-files",
      [
        [1, 0],
        [0, 1],
      ],
      [[1, 0]],
    ],
    ["a missing class", "original-files", [[1, 0]], [[1]]],
    ["NaN", "original-files", [[1, 0]], [[1, Number.NaN]]],
    ["nothing", "original-files", [], []],
  ] as const)("fails on %s", (_, kind, expected, received) => {
    expect(compareAnswers("x", kind, expected, received).passed).toBe(false);
  });
});
