import { describe, expect, it } from "vitest";

import {
  CALM_MS,
  isNear,
  waitAfterJump,
} from "#renderer/features/datasets/calm-range.ts";

describe("isNear", () => {
  const asked = { first: 1000, last: 1060 };

  it("follows scrolling at once, in both directions", () => {
    expect(isNear(asked, { first: 1030, last: 1090 })).toBe(true);
    expect(isNear(asked, { first: 1200, last: 1260 })).toBe(true);
    expect(isNear(asked, { first: 800, last: 860 })).toBe(true);
  });

  it("tells a jump of the bar or the End key from it", () => {
    expect(isNear(asked, { first: 999_940, last: 999_999 })).toBe(false);
    expect(isNear(asked, { first: 0, last: 60 })).toBe(false);
  });
});

describe("waitAfterJump", () => {
  it("lets a single jump go at once, and of many one in every while", () => {
    expect(waitAfterJump(Number.NEGATIVE_INFINITY, 5000)).toBe(0);
    expect(waitAfterJump(5000, 5000 + CALM_MS)).toBe(0);
    expect(waitAfterJump(5000, 5010)).toBe(CALM_MS - 10);
  });
});
