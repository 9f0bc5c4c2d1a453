import { describe, expect, it } from "vitest";

import {
  datasetWarnings,
  imbalance,
  requireTrainable,
} from "#engine/datasets/statistics.ts";
import type { ClassRow } from "#engine/storage/index-types.ts";

function classRow(name: string, train: number, test = 0): ClassRow {
  return {
    id: 1,
    name,
    folderName: name,
    colorIndex: 0,
    count: train + test,
    excluded: 0,
    bySplit: { train, validation: 0, test },
    unassigned: 0,
  };
}

describe("imbalance", () => {
  it("is the largest over the smallest class", () => {
    expect(imbalance([10, 25, 0])).toBe(2.5);
    expect(imbalance([])).toBe(1);
  });
});

describe("datasetWarnings", () => {
  const codes = (...rows: ClassRow[]) =>
    datasetWarnings(rows).map((warning) => warning.code);

  it("has nothing to say about a large balanced set", () => {
    expect(codes(classRow("a", 100, 30), classRow("b", 120, 40))).toEqual([]);
  });

  it("names few pictures, empty classes, imbalance and few test pictures", () => {
    expect(
      codes(classRow("a", 100, 30), classRow("b", 5, 1), classRow("c", 0)),
    ).toEqual([
      "dataset/empty-class",
      "dataset/few-images",
      "dataset/unbalanced",
      "dataset/few-test-images",
    ]);
  });

  it("says it in a sentence that stays short with many classes", () => {
    const rows = Array.from({ length: 300 }, (_, i) =>
      classRow(`class ${i}`, 3, 1),
    );
    const [few] = datasetWarnings(rows);
    expect(few?.message).toBe(
      "Classes “class 0”, “class 1”, “class 2”, and 297 more have fewer than 20 examples; results for them will vary by chance. Add examples if you can.",
    );
  });
});

describe("requireTrainable", () => {
  it("accepts two classes with two pictures each, and an empty one beside them", () => {
    expect(() =>
      requireTrainable([
        classRow("a", 1, 1),
        classRow("b", 1, 1),
        classRow("c", 0),
      ]),
    ).not.toThrow();
  });

  it.each([
    ["no pictures", [], "dataset/no-images"],
    ["one class", [classRow("a", 50), classRow("b", 0)], "dataset/one-class"],
    [
      "a class of one picture",
      [classRow("a", 50), classRow("b", 1)],
      "dataset/too-few-images",
    ],
    [
      "a class only for testing",
      [classRow("a", 50), classRow("b", 0, 9)],
      "dataset/no-training-images",
    ],
  ])("refuses %s", (_, rows, code) => {
    expect(() => requireTrainable(rows)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
