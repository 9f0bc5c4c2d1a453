import { describe, expect, it } from "vitest";

import {
  readNumber,
  withParameter,
} from "#renderer/features/explain/address.ts";

describe("readNumber", () => {
  it("reads whole numbers and nothing else", () => {
    expect(readNumber(new URLSearchParams("image=12"), "image")).toBe(12);
    for (const text of ["", "image=", "image=-1", "image=1.5", "image=1e3"])
      expect(readNumber(new URLSearchParams(text), "image")).toBeNull();
  });
});

describe("withParameter", () => {
  it("changes one parameter and leaves the others and the original", () => {
    const before = new URLSearchParams("run=r1&image=1");
    expect(withParameter(before, "image", "2").toString()).toBe(
      "run=r1&image=2",
    );
    expect(withParameter(before, "image", null).toString()).toBe("run=r1");
    expect(before.get("image")).toBe("1");
  });
});
