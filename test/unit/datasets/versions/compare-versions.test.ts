import { describe, expect, it } from "vitest";

import { compareVersions } from "#engine/datasets/versions/compare-versions.ts";
import { pathOfRow } from "#engine/storage/versions-file.ts";
import { versionOf, type VersionPicture } from "#test/helpers/data-versions.ts";

const BEFORE: readonly VersionPicture[] = [
  ...["a", "b", "c", "d"].map((name) => ({ name, label: "cat" })),
  ...["e", "f"].map((name) => ({ name, label: "dog", split: "test" as const })),
  { name: "g", label: null, split: null },
];

async function differ(
  before: readonly VersionPicture[],
  after: readonly VersionPicture[],
) {
  const versions = [await versionOf(before), await versionOf(after)] as const;
  return { versions, ...(await compareVersions(...versions)) };
}

describe("compareVersions", () => {
  it("finds nothing between equal data", async () => {
    const { counts, unchanged, renames } = await differ(
      BEFORE,
      BEFORE.toReversed(),
    );
    expect(Object.values(counts)).toEqual([0, 0, 0, 0, 0, 0]);
    expect([unchanged, renames]).toEqual([7, []]);
  });

  it("tells added, removed, relabelled, moved and excluded pictures, and which they are", async () => {
    const after = BEFORE.filter(({ name }) => name !== "a").map((picture) => {
      if (picture.name === "b") return { ...picture, label: "dog" };
      if (picture.name === "e")
        return { ...picture, split: "train" as const, excluded: true };
      if (picture.name === "g") return { ...picture, label: "cat" };
      return picture;
    });
    const { counts, unchanged, pairs, versions } = await differ(BEFORE, [
      ...after,
      { name: "new", label: "cat" },
    ]);
    expect(counts).toEqual({
      added: 1,
      removed: 1,
      relabelled: 2,
      moved: 1,
      excluded: 1,
      included: 0,
    });
    expect(unchanged).toBe(3);
    const names = pairs("relabelled", 0, 10).map((rows) =>
      pathOfRow(versions[1], rows.after),
    );
    expect(names.toSorted()).toEqual(["b.jpg", "g.jpg"]);
    expect(
      pathOfRow(versions[0], pairs("removed", 0, 10)[0]?.before ?? -1),
    ).toBe("a.jpg");
    expect(pairs("relabelled", 1, 10)).toHaveLength(1);
    expect(pairs("relabelled", 5, 10)).toEqual([]);
  });

  it("calls a class renamed whose pictures went together to a new name, and only that", async () => {
    const renamed = BEFORE.map((picture) =>
      picture.label === "cat"
        ? { ...picture, label: picture.name === "d" ? "dog" : "kitten" }
        : picture,
    );
    const found = await differ(BEFORE, renamed);
    expect(found.renames).toEqual([{ from: "cat", to: "kitten", pictures: 3 }]);
    expect(found.counts.relabelled).toBe(1);
    expect([found.classesAdded, found.classesRemoved]).toEqual([[], []]);

    const merged = BEFORE.map((picture) =>
      picture.label === "cat" ? { ...picture, label: "dog" } : picture,
    );
    const other = await differ(BEFORE, merged);
    expect(other.renames).toEqual([]);
    expect(other.counts.relabelled).toBe(4);
    expect(other.classesRemoved).toEqual(["cat"]);
  });
});
