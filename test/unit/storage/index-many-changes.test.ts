import { describe, expect, it } from "vitest";

import { filledIndex } from "#test/helpers/filled-index.ts";

describe("many changes as one edit", () => {
  it("changes classes, sides and exclusion, makes, renames and removes classes, and is undone whole", async () => {
    const { run, reader, a, b } = await filledIndex(4, ["a", "b"]);
    const before = reader.images([1, 2, 3, 4]);
    const { changed } = run("applyChanges", {
      description: "Restore “first”",
      createClasses: ["c"],
      renameClasses: [{ classId: a, name: "alpha" }],
      removeClasses: [b],
      changes: [
        { imageId: 1, split: "test", excluded: true },
        { imageId: 2, newClass: 0 },
        { imageId: 4, newClass: 0, split: "train" },
      ],
    });
    expect(changed).toBe(3);
    expect(reader.classes().map(({ name }) => name)).toEqual(["alpha", "c"]);
    const c = reader.classes()[1]?.id;
    expect(reader.images([1, 2, 4])).toMatchObject([
      { classId: a, split: "test", excluded: true },
      { classId: c, split: null },
      { classId: c, split: "train" },
    ]);
    expect(run("undo", {})).toEqual({ undone: "Restore “first”" });
    expect(reader.images([1, 2, 3, 4])).toEqual(before);
    expect(reader.classes().map(({ name }) => name)).toEqual(["a", "b"]);
    run("redo", {});
    expect(reader.classes().map(({ name }) => name)).toEqual(["alpha", "c"]);
  });

  it("is undone whole over many pieces", async () => {
    const { run, reader } = await filledIndex(5000, ["a", "b"]);
    const ids = reader.imageIds();
    run("applyChanges", {
      description: "Exclude and move",
      changes: ids.map((imageId) => ({
        imageId,
        excluded: true,
        split: "validation" as const,
      })),
    });
    expect(reader.count({ excluded: "only" })).toBe(5000);
    run("undo", {});
    expect(reader.count({ splits: ["validation"], excluded: "any" })).toBe(0);
    expect(reader.count()).toBe(5000);
  });

  it("splits pictures off into a new class, and removes only an empty one", async () => {
    const { run, reader, a } = await filledIndex(4, ["a", "b"]);
    const { classId } = run("splitClass", { imageIds: [1, 3], name: "new" });
    expect(reader.imageIds({ classIds: [classId] })).toEqual([1, 3]);
    run("removeClass", { classId: a });
    expect(() => run("removeClass", { classId })).toThrow(/without pictures/);
    run("undo", {});
    run("undo", {});
    expect(reader.classes().map(({ count }) => count)).toEqual([2, 2]);
  });
});
