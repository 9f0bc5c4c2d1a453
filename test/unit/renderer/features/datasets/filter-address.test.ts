import { describe, expect, it } from "vitest";

import type { ImageClass } from "#api/datasets.ts";
import {
  isNarrowed,
  readFilter,
  writeFilter,
} from "#renderer/features/datasets/filter-address.ts";
import { filterChips } from "#renderer/features/datasets/filter-chips.ts";
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
    expect(
      readFilter(
        new URLSearchParams("predicted=4&correct=no&confidence=0-0.5"),
      ),
    ).toEqual({});
  });

  it("says what was found, what is labelled, how sure the run is and which values are wanted", () => {
    const filter = {
      finding: "near-duplicates",
      labelled: "any" as const,
      runId: "r1",
      confidence: [0.2, 0.85] as [number, number],
      attributes: { camera: ["A & B", "C"], "lens=kit": ["50 mm"] },
      order: "finding" as const,
    };
    const address = writeFilter(new URLSearchParams("attribute.old=x"), filter);
    expect(readFilter(new URLSearchParams(address.toString()))).toEqual(filter);
  });

  it.each(["", "0.2", "a-b", "0.8-0.2", "-1-1", "0-2", "0.1-0.2-0.3"])(
    "takes no nonsense for a range: %j",
    (confidence) => {
      expect(
        readFilter(new URLSearchParams({ run: "r1", confidence })),
      ).toEqual({ runId: "r1" });
    },
  );

  it("shows picked pictures until their filter is taken away", () => {
    const parameters = new URLSearchParams("picked=k1&split=test");
    const filter = readFilter(parameters, [9, 7, 8]);
    expect(filter).toEqual({ imageIds: [9, 7, 8], splits: ["test"] });
    expect(writeFilter(parameters, filter).get("picked")).toBe("k1");
    const { imageIds: _, ...without } = filter;
    expect(writeFilter(parameters, without).toString()).toBe("split=test");
  });

  it("knows an order from a narrowing", () => {
    expect(isNarrowed({ order: "name", runId: "r1" })).toBe(false);
    expect(isNarrowed({ labelled: "any" })).toBe(false);
    expect(isNarrowed({ labelled: "no" })).toBe(true);
    expect(isNarrowed({ classIds: [1] })).toBe(true);
  });
});

describe("filterChips", () => {
  const words = {
    classes: new Map(classes(2).map((one) => [one.id, one])),
    kind: "images" as const,
    picked: "Like cat.jpg",
    finding: (check: string) => check.toUpperCase(),
  };

  it("has one chip for each thing that narrows, and each takes just that away", () => {
    const filter = { classIds: [100, 101], correct: true, search: "a" };
    const chips = filterChips(filter, words);
    expect(chips.map(({ label }) => label)).toEqual([
      "Class: class 0",
      "Class: class 1",
      "Predicted right",
      'Name has "a"',
    ]);
    expect(chips[0]?.without).toEqual({ ...filter, classIds: [101] });
    expect(chips[2]?.without).toEqual({ classIds: [100, 101], search: "a" });
  });

  it("takes one value of an attribute at a time", () => {
    const filter = { attributes: { camera: ["A", "B"], lens: ["50"] } };
    const [first, , third] = filterChips(filter, words);
    expect(first?.label).toBe("camera: A");
    expect(first?.without.attributes).toEqual({ camera: ["B"], lens: ["50"] });
    expect(third?.without.attributes).toEqual({ camera: ["A", "B"] });
  });

  it("forgets the order of a finding with the finding", () => {
    const [chip] = filterChips({ finding: "dark", order: "finding" }, words);
    expect(chip?.label).toBe("Finding: DARK");
    expect(chip?.without).toEqual({});
  });

  it("says what was picked, how sure the run is and what has no label", () => {
    const chips = filterChips(
      { imageIds: [1], confidence: [0, 0.5], labelled: "no" },
      words,
    );
    expect(chips.map(({ id }) => id)).toEqual([
      "confidence",
      "labelled",
      "picked",
    ]);
    expect(chips[0]?.label).toMatch(/^Sure by 0.% to 50.%$/);
    expect(chips[1]?.label).toBe("Only without a label");
    expect(chips[2]?.label).toBe("Like cat.jpg");
  });

  it("calls the words of a text words of a text", () => {
    const [chip] = filterChips({ search: "sea" }, { ...words, kind: "texts" });
    expect(chip?.label).toBe('Text has "sea"');
  });
});
