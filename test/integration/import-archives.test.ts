import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { Project } from "#engine/storage/project-types.ts";
import { smallTarGz } from "#test/helpers/archives.ts";
import { importInto, testProject } from "#test/helpers/import-project.ts";
import { pictureOf } from "#test/helpers/picture-folder.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

async function archiveOf(
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<string> {
  const path = join(await temporaryFolder(), "set.tar.gz");
  const entries = Object.entries(files).map(([name, content]) => ({
    name,
    content,
  }));
  writeFileSync(path, await smallTarGz(entries));
  return path;
}

/** Paths of everything in the project's own pictures, without the folder of the root. */
function keptFiles({ directory }: Project): string[] {
  return readdirSync(join(directory, "images"), {
    recursive: true,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => path.slice(join(directory, "images").length + 1))
    .map((path) => path.split(/[\\/]/).slice(1).join("/"))
    .toSorted();
}

function manyPictures(count: number): Record<string, Uint8Array> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `train/${i % 2 === 0 ? "cat" : "dog"}/${i}.png`,
      pictureOf(i),
    ]),
  );
}

describe("an archive that is imported", () => {
  it("becomes pictures of the project's own, by class and side; what is no picture leaves no file", async () => {
    const archive = await archiveOf({
      "train/cat/1.png": pictureOf(1),
      "train/dog/2.png": pictureOf(2),
      "train/dog/again.png": pictureOf(1),
      "test/cat/3.png": pictureOf(3),
      "test/cat/cut.png": pictureOf(4).subarray(0, 50),
      "test/cat/inner.zip": "PK",
    });
    const project = await testProject();
    const result = await importInto(project, archive);
    expect(result.images).toBe(3);
    expect(result.splitSource).toBe("folders");
    expect(result.skipped.map(({ path, code }) => [path, code])).toEqual([
      ["train/dog/again.png", "dataset/conflicting-label"],
      ["test/cat/cut.png", expect.stringMatching(/^image\//)],
      ["test/cat/inner.zip", "archive/nested"],
    ]);
    expect(keptFiles(project)).toEqual([
      "test/cat/3.png",
      "train/cat/1.png",
      "train/dog/2.png",
    ]);
    const [root] = project.reader.roots();
    expect(root).toMatchObject({ copied: true, imageCount: 3 });
  });

  it("goes on where it was stopped, without doing again what was done", async () => {
    const archive = await archiveOf(manyPictures(1200));
    const project = await testProject();
    const stopping = new AbortController();
    await expect(
      importInto(project, archive, {
        signal: stopping.signal,
        onProgress({ phase, done }) {
          if (phase === "Reading pictures" && done > 700) stopping.abort();
        },
      }),
    ).rejects.toMatchObject({ code: "job/cancelled" });
    const before = project.reader.count();
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(1200);
    const [first] = keptFiles(project);
    const images = join(project.directory, "images");
    const [folder] = readdirSync(images);
    const file = join(images, folder!, first!);
    const written = statSync(file, { bigint: true }).ctimeNs;
    // What a kill in the middle of writing would leave.
    writeFileSync(join(images, folder!, "train/dog/1199.png.partial"), "half");
    const result = await importInto(project, archive);
    expect(result.images).toBe(1200);
    expect(result.unchanged).toBe(before);
    expect(statSync(file, { bigint: true }).ctimeNs).toBe(written);
    expect(keptFiles(project)).toHaveLength(1200);
  });

  it("gives back a file that somebody deleted from the project", async () => {
    const archive = await archiveOf(manyPictures(4));
    const project = await testProject();
    await importInto(project, archive);
    const [image] = project.reader.images([1]);
    rmSync(project.reader.filePath(image!));
    expect(keptFiles(project)).toHaveLength(3);
    await importInto(project, archive);
    expect(keptFiles(project)).toHaveLength(4);
    expect(project.reader.count()).toBe(4);
  });

  it("is read by its list where it has one", async () => {
    const archive = await archiveOf({
      "pictures/1.png": pictureOf(1),
      "pictures/2.png": pictureOf(2),
      "labels.csv":
        "path,label,camera\npictures/1.png,cat,A\npictures/2.png,dog,B\n",
    });
    const project = await testProject();
    const result = await importInto(project, archive);
    expect(result.classes.map(({ name }) => name)).toEqual(["cat", "dog"]);
    expect(project.reader.attributes()).toEqual([
      { name: "camera", values: 2 },
    ]);
  });

  it("writes nothing when it is not to be trusted", async () => {
    const archive = await archiveOf({
      ...manyPictures(3),
      "../outside.png": pictureOf(9),
    });
    const project = await testProject();
    await expect(importInto(project, archive)).rejects.toMatchObject({
      code: "archive/unsafe-path",
    });
    expect(project.reader.count()).toBe(0);
  });
});
