import { access, readdir, rm } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import type { Progress } from "#engine/base/progress.ts";
import type { SplitRule } from "#api/splits.ts";
import { planSplit } from "#engine/datasets/plan-split.ts";
import { resplit } from "#engine/datasets/resplit.ts";
import { openShardReader } from "#engine/storage/packed-shards.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import {
  codesByPath,
  emitTo,
  importFiles,
  importInto,
  testProject,
} from "#test/helpers/import-project.ts";
import { dealtPictures, writePictures } from "#test/helpers/picture-folder.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

describe("importing a folder of class folders", () => {
  it("gives pictures with facts, thumbnails and sides, and tells how far it is", async () => {
    const source = await temporaryFolder();
    await writePictures(source, dealtPictures(["10", "9"], 40));
    const project = await testProject();
    const progress: Progress[] = [];
    const result = await importInto(project, source, {
      onProgress: (step) => progress.push(step),
    });
    expect(result).toMatchObject({
      images: 40,
      added: 40,
      classes: [
        { name: "9", count: 20 },
        { name: "10", count: 20 },
      ],
      skipped: [],
      splitSource: "stratified",
    });
    expect(progress.at(-1)).toEqual({
      phase: "Reading pictures",
      done: 40,
      total: 40,
      unit: "images",
    });
    expect(project.reader.classes().map((row) => row.bySplit)).toEqual(
      Array.from({ length: 2 }, () => ({ train: 14, validation: 3, test: 3 })),
    );
    const image = project.reader.image(1);
    expect(image).toMatchObject({
      path: "9/1.png",
      width: 12,
      height: 8,
      format: "png",
      orientation: 1,
    });
    await access(project.reader.filePath(image ?? { rootId: 0, path: "" }));
    const thumbnails = openShardReader(
      projectPaths(project.directory).thumbnails,
    );
    for (const row of project.reader.eachImage()) {
      expect((await thumbnails.get(row.sha256))?.byteLength).toBeGreaterThan(
        100,
      );
    }
    thumbnails.close();
  });

  it("keeps the sides that the folders give and carves the missing one out of training", async () => {
    const { project, result } = await importFiles({
      ...Object.fromEntries(
        Object.entries(dealtPictures(["a", "b"], 40)).map(([path, n]) => [
          `Training/${path}`,
          n,
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(dealtPictures(["a", "b"], 20)).map(([path, n]) => [
          `TEST/${path}`,
          1000 + n,
        ]),
      ),
    });
    expect(result.splitSource).toBe("folders");
    expect(project.reader.classes().map((row) => row.bySplit)).toEqual(
      Array.from({ length: 2 }, () => ({ train: 16, validation: 4, test: 10 })),
    );
    const rule: SplitRule = {
      source: "stratified",
      fractions: { train: 0.5, validation: 0.5, test: 0 },
      seed: 1,
    };
    await resplit(planSplit(project.reader, rule), emitTo(project), rule);
    expect(project.reader.classes()[0]?.bySplit).toEqual({
      train: 15,
      validation: 15,
      test: 0,
    });
    await project.writer.execute("undo", {});
    expect(project.reader.classes()[0]?.bySplit).toEqual({
      train: 16,
      validation: 4,
      test: 10,
    });
    expect(project.reader.splitState().source).toBe("folders");
  });

  it("takes the same content once and says where the other one is", async () => {
    const { project, result } = await importFiles({
      "test/cat/1.png": 1,
      "train/cat/1.png": 1,
      "train/cat/2.png": 2,
      "train/cat/2 copy.png": 2,
      "train/dog/2.png": 2,
      "train/dog/3.png": 3,
    });
    expect(result.images).toBe(3);
    expect(codesByPath(result.skipped)).toEqual({
      "train/cat/1.png": "dataset/duplicate-across-splits",
      "train/cat/2.png": "dataset/duplicate",
      "train/dog/2.png": "dataset/conflicting-label",
    });
    expect(
      result.skipped.find((row) => row.path === "train/dog/2.png")?.message,
    ).toContain("“train/cat/2 copy.png”");
    const kept = project.reader.page({ splits: ["test"] }, 0, 10).images;
    expect(kept.map((row) => row.fileName)).toEqual(["1.png"]);
    const image = project.reader
      .images([...project.reader.imageIds()])
      .find((row) => row.path === "train/cat/2 copy.png");
    expect(
      project.reader
        .duplicatesOf(image?.sha256 ?? "")
        .map((row) => row.path)
        .toSorted(),
    ).toEqual(["train/cat/2.png", "train/dog/2.png"]);
  });

  it("lists what it cannot use, each with a sentence, and takes the rest", async () => {
    const { result, project } = await importFiles({
      "a/1.png": 1,
      "a/empty.png": "",
      "a/notes.txt": "a text",
      "a/.hidden.png": 2,
      "b/3.png": 3,
      "loose.png": 4,
      "labels.csv": "name,label",
    });
    expect(result.images).toBe(2);
    expect(codesByPath(result.skipped)).toEqual({
      "labels.csv": "source/unused-table",
      "loose.png": "dataset/no-class-folder",
      "a/.hidden.png": "file/hidden",
      "a/empty.png": "image/empty",
      "a/notes.txt": "image/not-an-image",
    });
    for (const { message } of result.skipped) {
      expect(message).toMatch(/^Expected .* Received: .*\. [A-Z].*\.$/);
    }
    expect(project.reader.problemCount("skipped")).toBe(5);
  });

  it.each([
    ["an empty folder", {}, "dataset/no-images"],
    ["only other files", { "a/1.doc": "x" }, "dataset/no-images"],
    [
      "texts without class folders",
      { "1.txt": "x" },
      "dataset/no-class-folders",
    ],
  ])("refuses %s and changes nothing", async (_, files, code) => {
    const source = await temporaryFolder();
    await writePictures(source, files);
    const project = await testProject();
    await expect(importInto(project, source)).rejects.toMatchObject({ code });
    expect(project.reader.roots()).toEqual([]);
  });

  it("takes 300 classes, one with one picture", async () => {
    const names = Array.from({ length: 300 }, (_, i) => `class ${i}`);
    const { result, project } = await importFiles(dealtPictures(names, 301));
    expect(result.classes).toHaveLength(300);
    expect(
      project.reader
        .classes()
        .slice(0, 3)
        .map((row) => row.name),
    ).toEqual(["class 0", "class 1", "class 2"]);
    expect(project.reader.classes().every((row) => row.bySplit.train > 0)).toBe(
      true,
    );
  });

  it("copies pictures into the project when asked, without duplicates and partial files", async () => {
    const source = await temporaryFolder();
    await writePictures(source, {
      "a/1.png": 1,
      "a/2.png": 1,
      "a/bad.png": "no picture",
      "b/ü ?.png": 3,
    });
    const project = await testProject();
    const result = await importInto(project, source, { copy: true });
    expect(result.images).toBe(2);
    await rm(source, { recursive: true });
    for (const image of project.reader.eachImage())
      await access(project.reader.filePath(image));
    const copied = await readdir(projectPaths(project.directory).images, {
      recursive: true,
    });
    expect(copied.filter((path) => path.endsWith(".png"))).toHaveLength(2);
    expect(project.reader.roots()[0]).toMatchObject({
      copied: true,
      imageCount: 2,
    });
  });
});

describe.skipIf(!hasTestData("odd-files"))("importing the odd files", () => {
  it("refuses exactly those of the answer key, and what is no picture", async () => {
    const project = await testProject();
    const result = await importInto(project, testDataPath("odd-files"));
    expect(result.skipped.map((row) => row.path)).toEqual([
      "names/blns.json",
      "names/blns.txt",
      "near-duplicates/ukbench09268_corrupt.jpg",
      "sharp/65536-uint32-limit.png",
      "sharp/corrupt-header.jpg",
      "sharp/truncated.jpg",
      "sharp/truncated.png",
      "wrong-extension/ukbench09380.png",
    ]);
    expect(result.skipped.at(-1)?.code).toBe("dataset/duplicate");
    expect(result.images).toBe(47);
    expect(codesByPath(result.notes)["wrong-extension/ukbench09380.bmp"]).toBe(
      "image/wrong-extension",
    );
    const sizes = [...project.reader.eachImage()].filter((row) =>
      /Landscape_\d/.test(row.path),
    );
    // All eight orientations show the same picture upright.
    expect(new Set(sizes.map((row) => row.width > row.height))).toEqual(
      new Set([true]),
    );
  });
});

describe.skipIf(!hasTestData("datasets", "clothing-10"))(
  "importing clothing-10",
  () => {
    it("finds ten classes and the sides that its folders give", async () => {
      const project = await testProject();
      const result = await importInto(
        project,
        testDataPath("datasets", "clothing-10"),
      );
      expect(result).toMatchObject({
        images: 560,
        skippedCount: 0,
        splitSource: "folders",
      });
      expect(result.classes).toHaveLength(10);
      expect(
        project.reader
          .classes()
          .every(
            ({ bySplit }) =>
              bySplit.train === 36 &&
              bySplit.validation === 8 &&
              bySplit.test === 12,
          ),
      ).toBe(true);
    });
  },
);
