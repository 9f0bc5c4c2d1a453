import { rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import {
  codesByPath,
  importFiles,
  importInto,
} from "#test/helpers/import-project.ts";
import { dealtPictures, writePictures } from "#test/helpers/picture-folder.ts";

describe("importing a folder again", () => {
  it("adds only what is new when it is called again, also under a renamed class", async () => {
    const { source, project } = await importFiles(
      dealtPictures(["a", "b"], 20),
    );
    const before = project.reader.labels();
    const a = project.reader.classes().find((row) => row.name === "a");
    await project.writer.execute("renameClass", {
      classId: a?.id ?? 0,
      name: "Apple",
    });
    await writePictures(source, { "a/new.png": 77, "a/copy.png": 0 });
    const again = await importInto(project, source);
    expect(again).toMatchObject({ images: 21, added: 1, unchanged: 20 });
    expect(codesByPath(again.skipped)).toEqual({
      "a/copy.png": "dataset/duplicate",
    });
    expect(again.classes).toEqual([
      { name: "Apple", count: 11 },
      { name: "b", count: 10 },
    ]);
    expect(project.reader.labels().slice(0, 20)).toEqual(before);
    // A third time even the duplicate is not read again.
    const third = await importInto(project, source);
    expect(third).toMatchObject({ added: 0, unchanged: 21, skippedCount: 1 });
  });

  it("follows a file that was moved within the folder, and one whose content changed", async () => {
    const { source, project } = await importFiles(dealtPictures(["a", "b"], 6));
    await project.writer.execute("setExcluded", {
      imageIds: [1],
      excluded: true,
    });
    const first = project.reader.image(1);
    await rename(
      join(source, first?.path ?? ""),
      join(source, "b", "moved.png"),
    );
    await writePictures(source, { "b/1.png": 500 });
    await utimes(join(source, "b", "1.png"), 1, 1);
    const result = await importInto(project, source);
    expect(result).toMatchObject({ added: 0, skipped: [] });
    expect(project.reader.image(1)).toMatchObject({
      path: "b/moved.png",
      classId: first?.classId,
      excluded: true,
    });
    expect(project.reader.count({ excluded: "any" })).toBe(6);
  });

  it("forgets problems of files that are gone, and takes a duplicate when the one that was kept is", async () => {
    const { source, project } = await importFiles({
      "a/1.png": 1,
      "a/2.png": 1,
      "a/bad.png": "no picture",
      "b/3.png": 3,
    });
    expect(project.reader.problemCount()).toBe(2);
    await rm(join(source, "a", "bad.png"));
    await rm(join(source, "a", "1.png"));
    const result = await importInto(project, source);
    expect(result).toMatchObject({ images: 2, skipped: [] });
    expect(project.reader.problemCount()).toBe(0);
    expect(project.reader.image(1)?.path).toBe("a/2.png");
  });
});
