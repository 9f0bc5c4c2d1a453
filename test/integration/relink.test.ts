import { access, cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { relink } from "#engine/datasets/relink.ts";
import {
  emitTo,
  importFiles,
  importInto,
} from "#test/helpers/import-project.ts";
import { dealtPictures, writePictures } from "#test/helpers/picture-folder.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

describe("relinking a folder that has moved", () => {
  it("finds everything at the same relative paths under the new folder", async () => {
    const { source, project } = await importFiles(
      dealtPictures(["a", "b"], 10),
    );
    const moved = join(await temporaryFolder(), "elsewhere");
    await rename(source, moved);
    await mkdir(source);
    const result = await relink({
      reader: project.reader,
      emit: emitTo(project),
      rootId: 1,
      folder: moved,
    });
    expect(result).toEqual({ found: 10, missing: 0, missingPaths: [] });
    for (const image of project.reader.eachImage())
      await access(project.reader.filePath(image));
    expect(await importInto(project, moved)).toMatchObject({
      images: 10,
      unchanged: 10,
    });
  });

  it("is not even needed when the folder is imported from its new place", async () => {
    const { source, project } = await importFiles(
      dealtPictures(["a", "b"], 10),
    );
    await project.writer.execute("setExcluded", {
      imageIds: [3],
      excluded: true,
    });
    const moved = join(await temporaryFolder(), "elsewhere");
    await rename(source, moved);
    await mkdir(source);
    const result = await importInto(project, moved);
    expect(result).toMatchObject({ images: 9, added: 0, skipped: [] });
    expect(project.reader.image(3)?.excluded).toBe(true);
    for (const image of project.reader.eachImage()) {
      expect(project.reader.filePath(image)).toContain("elsewhere");
    }
  });

  it("finds renamed files by content, also from a folder above, and says what is missing", async () => {
    const { source, project } = await importFiles(
      dealtPictures(["a", "b"], 10),
    );
    const above = await temporaryFolder();
    await cp(source, join(above, "sorted", "anew"), { recursive: true });
    await rename(
      join(above, "sorted", "anew", "a", "0.png"),
      join(above, "renamed.png"),
    );
    await rm(join(above, "sorted", "anew", "b", "1.png"));
    await rm(source, { recursive: true });
    await mkdir(source);
    const result = await relink({
      reader: project.reader,
      emit: emitTo(project),
      rootId: 1,
      folder: above,
    });
    expect(result).toEqual({ found: 9, missing: 1, missingPaths: ["b/1.png"] });
    const image = project.reader.image(1);
    expect(image?.path).toBe("renamed.png");
    const lost = [...project.reader.eachImage()].filter(
      (row) => row.path === "b/1.png",
    );
    expect(lost).toHaveLength(1);
  });

  it("changes nothing when nothing is found there", async () => {
    const { source, project } = await importFiles(dealtPictures(["a", "b"], 4));
    const wrong = await temporaryFolder();
    await writePictures(wrong, { "a/other.png": 999 });
    await expect(
      relink({
        reader: project.reader,
        emit: emitTo(project),
        rootId: 1,
        folder: wrong,
      }),
    ).rejects.toMatchObject({
      code: "dataset/relink-nothing-found",
    });
    await expect(
      relink({
        reader: project.reader,
        emit: emitTo(project),
        rootId: 7,
        folder: wrong,
      }),
    ).rejects.toMatchObject({
      code: "dataset/no-such-root",
    });
    expect(project.reader.roots()[0]?.path).toBe(source);
  });
});
