import { describe, expect, it } from "vitest";

import { filledIndex } from "#test/helpers/filled-index.ts";
import { newImage } from "#test/helpers/index-rows.ts";

describe("unlabelled pictures", () => {
  it("are no class, in no count, and become labelled by an edit", async () => {
    const { run, reader, rootId, a } = await filledIndex(2, ["a", "b"]);
    expect(reader.unlabelledClassId()).toBeNull();
    const { classId } = run("ensureUnlabelled", {});
    expect(run("ensureUnlabelled", {})).toEqual({ classId });
    run("addRows", { images: [newImage(3, rootId, classId)], problems: [] });
    expect(reader.classes().map(({ name }) => name)).toEqual(["a", "b"]);
    expect(reader.count()).toBe(2);
    expect(reader.labels()).toHaveLength(2);
    expect(reader.unlabelledCount()).toBe(1);
    expect(reader.imageIds({ labelled: "no" })).toEqual([3]);
    expect(reader.imageIds({ labelled: "any" })).toEqual([1, 2, 3]);
    run("relabel", { imageIds: [3], classId: a });
    expect(reader.unlabelledCount()).toBe(0);
    run("undo", {});
    expect(reader.imageIds({ labelled: "no" })).toEqual([3]);
    run("applyChanges", {
      description: "Take the label away",
      changes: [{ imageId: 1, classId }],
    });
    expect(reader.unlabelledCount()).toBe(2);
  });
});

describe("the key of the labels", () => {
  it("changes with every label, side, exclusion and exchange, and comes back with undo", async () => {
    const { run, reader, a, b } = await filledIndex(40, ["a", "b"]);
    const keys = [reader.labelsKey()];
    const note = () => {
      keys.push(reader.labelsKey());
    };
    run("relabel", { imageIds: [1], classId: b });
    note();
    // Picture 2 was of class b: an exchange of two labels.
    run("relabel", { imageIds: [2], classId: a });
    note();
    run("setSplit", { imageIds: [5], split: "train" });
    note();
    run("setSplit", { imageIds: [5], split: "test" });
    note();
    run("setExcluded", { imageIds: [7], excluded: true });
    note();
    expect(new Set(keys).size).toBe(keys.length);
    expect(reader.labelsKey(["train"])).not.toBe(reader.labelsKey(["test"]));
    for (const _ of keys.slice(1)) run("undo", {});
    expect(reader.labelsKey()).toBe(keys[0]);
  });
});
