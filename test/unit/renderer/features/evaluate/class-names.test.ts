import { describe, expect, it } from "vitest";

import type { Evaluation } from "#api/results.ts";
import {
  classNameLookup,
  classNamesOf,
} from "#renderer/features/evaluate/class-names.ts";

const evaluation = {
  classIds: [7, 3, 9],
  perClass: [
    { classId: 3, name: "hat", precision: 1, recall: 1, f1: 1, support: 2 },
    { classId: 7, name: "dress", precision: 1, recall: 1, f1: 1, support: 2 },
  ],
} as unknown as Evaluation;

describe("classNamesOf", () => {
  it("names classes in the order of the matrix, and an unknown one by its number", () => {
    expect(classNamesOf(evaluation)).toEqual(["dress", "hat", "9"]);
  });
});

describe("classNameLookup", () => {
  it("finds a name by the class's id", () => {
    expect(classNameLookup(evaluation)(3)).toBe("hat");
  });
});
