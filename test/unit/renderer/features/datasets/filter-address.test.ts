import { describe, expect, it } from "vitest";

import type { ImageClass } from "#api/datasets.ts";
import {
  isNarrowed,
  readFilter,
  writeFilter,
} from "#renderer/features/datasets/filter-address.ts";
import { filterChips } from "#renderer/features/datasets/filter-chips.ts";
import {
  classOfKey,
  labelKeys,
} from "#renderer/features/datasets/label-keys.ts";

function classes(count: number): ImageClass[] {
  return Array.from({ length: count }, (_, place) => ({
    id: 100 + place,
    name: `class ${place}`,
    colorIndex: place,
    count: 10,
    excluded: 0,
    bySplit: { train: 7, validation: 2, test: 1 },
  }));
}

describe("the filter in the address", () => {
  it("comes back as it was written", () => {
    const filter = {
      classIds: [3, 5],
      splits: ["test" as const],
      excluded: "any" as const,
      search: "img 1&2",
      runId: "r1",
      predictedClassIds: [7],
      correct: false,
      order: "suspicious" as const,
    };
    const address = writeFilter(new URLSearchParams("run=r1"), filter);
    expect(readFilter(new URLSearchParams(address.toString()))).toEqual(filter);
  });

  it("leaves defaults out, and what is not the filter's in", () => {
    const address = writeFilter(
      new URLSearchParams("dialog=import&class=3&run=r1"),
      { excluded: "no", order: "added", search: "" },
    );
    expect(address.toString()).toBe("dialog=import&run=r1");
  });

  it("takes no nonsense from a link", () => {
    expect(
      readFilter(
        new URLSearchParams(
          "class=3,x,-1,1e9&split=train,nowhere&excluded=perhaps&order=random",
        ),
      ),
    ).toEqual({ classIds: [3], splits: ["train"] });
  });

  it("speaks of predictions only with a run", () => {
    expect(readFilter(new URLSearchParams("predicted=4&correct=no"))).toEqual(
      {},
    );
  });

  it("knows an order from a narrowing", () => {
    expect(isNarrowed({ order: "name", runId: "r1" })).toBe(false);
    expect(isNarrowed({ classIds: [1] })).toBe(true);
  });
});

describe("filterChips", () => {
  it("has one chip for each thing that narrows, and each takes just that away", () => {
    const known = new Map(classes(2).map((one) => [one.id, one]));
    const filter = { classIds: [100, 101], correct: true, search: "a" };
    const chips = filterChips(filter, known);
    expect(chips.map(({ label }) => label)).toEqual([
      "Class: class 0",
      "Class: class 1",
      "Predicted right",
      'Name has "a"',
    ]);
    expect(chips[0]?.without).toEqual({ ...filter, classIds: [101] });
    expect(chips[2]?.without).toEqual({ classIds: [100, 101], search: "a" });
  });
});

describe("label keys", () => {
  it("gives digits to the first ten classes, then letters, then none", () => {
    const keys = labelKeys(classes(40));
    expect([0, 8, 9, 10, 35].map((place) => keys.get(100 + place))).toEqual([
      "1",
      "9",
      "0",
      "a",
      "z",
    ]);
    expect(keys.get(136)).toBeUndefined();
  });

  it("finds the class of a key, large letters too", () => {
    const all = classes(12);
    expect(classOfKey(all, "2")?.id).toBe(101);
    expect(classOfKey(all, "B")?.id).toBe(111);
    expect(classOfKey(all, "c")).toBeUndefined();
    expect(classOfKey(all, "Enter")).toBeUndefined();
  });
});
