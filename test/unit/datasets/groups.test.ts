import { describe, expect, it } from "vitest";

import { readGroups } from "#engine/datasets/groups.ts";
import type { FindingRow } from "#engine/storage/data-room-types.ts";

/** A data set whose check-up found these pairs, and whose pictures have these sites. */
function reader(
  pairs: readonly (readonly [number, number])[],
  sites: Readonly<Record<number, string>> = {},
  groupOf: Readonly<Record<number, number>> = {},
) {
  const rows = [
    ...pairs.map(([imageId, otherImageId]) => ({
      imageId,
      otherImageId,
      groupId: null,
    })),
    ...Object.entries(groupOf).map(([imageId, groupId]) => ({
      imageId: Number(imageId),
      otherImageId: null,
      groupId,
    })),
  ];
  return {
    findings: (check: string) =>
      check === "near-duplicates" ? (rows as unknown as FindingRow[]) : [],
    attributeOfEach: (name: string) =>
      new Map(
        name === "site"
          ? Object.entries(sites).map(([id, value]) => [Number(id), value])
          : [],
      ),
  };
}

const IDS = [1, 2, 3, 4, 5, 6];

describe("readGroups", () => {
  it("joins near-duplicates also by way of a third picture, and leaves the others alone", () => {
    const groups = readGroups(
      reader([
        [1, 2],
        [5, 2],
      ]),
      IDS,
      {
        duplicates: true,
        attributes: [],
      },
    );
    expect([...groups.keys()]).toEqual([1, 2, 5]);
    expect(new Set(groups.values()).size).toBe(1);
  });

  it("joins by the group of findings and by an attribute, across both", () => {
    const groups = readGroups(
      reader([], { 2: "pond", 3: "pond", 6: "wood" }, { 1: 7, 2: 7 }),
      IDS,
      { duplicates: true, attributes: ["site"] },
    );
    expect([...groups.keys()]).toEqual([1, 2, 3]);
    expect(new Set(groups.values()).size).toBe(1);
  });

  it("asks only for what is wanted, and knows no picture that it was not asked for", () => {
    const all = reader(
      [
        [1, 2],
        [3, 99],
      ],
      { 4: "a", 5: "a" },
    );
    expect(
      readGroups(all, IDS, { duplicates: false, attributes: [] }).size,
    ).toBe(0);
    expect([
      ...readGroups(all, IDS, { duplicates: true, attributes: [] }).keys(),
    ]).toEqual([1, 2]);
    expect([
      ...readGroups(all, IDS, {
        duplicates: false,
        attributes: ["site"],
      }).keys(),
    ]).toEqual([4, 5]);
  });
});
