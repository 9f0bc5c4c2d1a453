import { describe, expect, it } from "vitest";

import { colour } from "#engine/cli/option-values.ts";

describe("colour", () => {
  it("reads six hexadecimal digits, with or without #", () => {
    expect(colour("#8000ff")).toEqual([128, 0, 255]);
    expect(colour("0A0b0C")).toEqual([10, 11, 12]);
  });

  it.each(["", "#fff", "red", "#12345g", "#1234567"])(
    "refuses %j in a sentence",
    (value) => {
      expect(() => colour(value)).toThrow("Expected a colour such as #808080.");
    },
  );
});
