import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  access,
  cp,
  mkdir,
  readdir,
  rename,
  rm,
  utimes,
} from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, it } from "vitest";

import type { Progress } from "#engine/base/progress.ts";
import { StudioError } from "#engine/base/errors.ts";
import { relink } from "#engine/datasets/relink.ts";
import { resplit } from "#engine/datasets/resplit.ts";
import { openShardReader } from "#engine/storage/packed-shards.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { openProject } from "#engine/storage/project.ts";
import {
  emitTo,
  importInto,
  testProject,
} from "#test/helpers/import-project.ts";
import { writePictures } from "#test/helpers/picture-folder.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

/** Pictures dealt to classes: `a/0.png`, `b/1.png` … */
function dealt(
  classes: readonly string[],
  count: number,
): Record<string, number> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `${classes[i % classes.length]}/${i}.png`,
      i,
    ]),
  );
}

async function importOf(files: Record<string, number | Uint8Array | string>) {
  const source = await temporaryFolder();
  await writePictures(source, files);
  const project = await testProject();
  return { source, project, result: await importInto(project, source) };
}

const codes = (list: readonly { path: string; code: string }[]) =>
  Object.fromEntries(list.map(({ path, code }) => [path, code]));

describe("importing a folder of class folders", () => {
  it("gives pictures with facts, thumbnails and sides, and tells how far it is", async () => {
    const source = await temporaryFolder();
    await writePictures(source, dealt(["10", "9"], 40));
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
    const { project, result } = await importOf({
      ...Object.fromEntries(
        Object.entries(dealt(["a", "b"], 40)).map(([path, n]) => [
          `Training/${path}`,
          n,
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(dealt(["a", "b"], 20)).map(([path, n]) => [
          `TEST/${path}`,
          1000 + n,
        ]),
      ),
    });
    expect(result.splitSource).toBe("folders");
    expect(project.reader.classes().map((row) => row.bySplit)).toEqual(
      Array.from({ length: 2 }, () => ({ train: 16, validation: 4, test: 10 })),
    );
    await resplit(project.reader, emitTo(project), {
      source: "stratified",
      fractions: { train: 0.5, validation: 0.5, test: 0 },
      seed: 1,
    });
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
    const { project, result } = await importOf({
      "test/cat/1.png": 1,
      "train/cat/1.png": 1,
      "train/cat/2.png": 2,
      "train/cat/2 copy.png": 2,
      "train/dog/2.png": 2,
      "train/dog/3.png": 3,
    });
    expect(result.images).toBe(3);
    expect(codes(result.skipped)).toEqual({
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
    const { result, project } = await importOf({
      "a/1.png": 1,
      "a/empty.png": "",
      "a/notes.txt": "a text",
      "a/.hidden.png": 2,
      "b/3.png": 3,
      "loose.png": 4,
      "labels.csv": "name,label",
    });
    expect(result.images).toBe(2);
    expect(codes(result.skipped)).toEqual({
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
    const { result, project } = await importOf(dealt(names, 301));
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

  it("adds only what is new when it is called again, also under a renamed class", async () => {
    const { source, project } = await importOf(dealt(["a", "b"], 20));
    const before = project.reader.labels();
    const a = project.reader.classes().find((row) => row.name === "a");
    await project.writer.execute("renameClass", {
      classId: a?.id ?? 0,
      name: "Apple",
    });
    await writePictures(source, { "a/new.png": 77, "a/copy.png": 0 });
    const again = await importInto(project, source);
    expect(again).toMatchObject({ images: 21, added: 1, unchanged: 20 });
    expect(codes(again.skipped)).toEqual({ "a/copy.png": "dataset/duplicate" });
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
    const { source, project } = await importOf(dealt(["a", "b"], 6));
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
    const { source, project } = await importOf({
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

  it("ends with the writer's error on a full disk, and goes on later where it was", async () => {
    const source = await temporaryFolder();
    await writePictures(source, dealt(["a", "b"], 30));
    const project = await testProject();
    const emit: typeof project.writer.execute = (command, params) =>
      command === "addRows"
        ? Promise.reject(
            new StudioError("storage/disk-full", "The disk is full."),
          )
        : project.writer.execute(command, params);
    await expect(importInto(project, source, { emit })).rejects.toMatchObject({
      code: "storage/disk-full",
    });
    expect((await importInto(project, source)).images).toBe(30);
  });

  it("stops soon when it is cancelled and keeps what is there", async () => {
    const source = await temporaryFolder();
    await writePictures(source, dealt(["a", "b"], 600));
    const project = await testProject();
    const cancel = new AbortController();
    const onProgress = ({ phase, done }: Progress) => {
      if (phase === "Reading pictures" && done > 300) cancel.abort();
    };
    await expect(
      importInto(project, source, { signal: cancel.signal, onProgress }),
    ).rejects.toMatchObject({ code: "job/cancelled" });
    const kept = project.reader.count();
    expect(kept).toBeGreaterThan(200);
    expect(kept).toBeLessThan(600);
    expect(await importInto(project, source)).toMatchObject({
      images: 600,
      unchanged: kept,
    });
  });
});

describe("an import that is killed with -9", () => {
  it("goes on where it was when it is started again", async () => {
    const source = await temporaryFolder();
    await writePictures(source, dealt(["a", "b", "c"], 600));
    const directory = join(await temporaryFolder(), "p.convolve");
    const script = join(
      import.meta.dirname,
      "..",
      "fixtures",
      "import-folder.ts",
    );
    const child = spawn(process.execPath, [script, directory, source], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout
      .setEncoding("utf8")
      .on("data", (text: string) => (output += text));
    while (!/done ([3-9]\d\d)/.test(output) && child.exitCode === null)
      await sleep(2);
    child.kill("SIGKILL");
    await once(child, "close");
    const project = await openProject(directory);
    const kept = project.reader.count();
    expect(kept).toBeGreaterThan(100);
    expect(kept).toBeLessThan(600);
    const result = await importInto(project, source);
    expect(result).toMatchObject({
      images: 600,
      added: 600 - kept,
      unchanged: kept,
    });
    expect(project.reader.labels().every((label) => label.split !== null)).toBe(
      true,
    );
    const thumbnails = openShardReader(projectPaths(directory).thumbnails);
    expect(
      [...project.reader.eachImage()].every((image) =>
        thumbnails.has(image.sha256),
      ),
    ).toBe(true);
    thumbnails.close();
    await project.close();
  });
});

describe("relinking a folder that has moved", () => {
  it("finds everything at the same relative paths under the new folder", async () => {
    const { source, project } = await importOf(dealt(["a", "b"], 10));
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
    const { source, project } = await importOf(dealt(["a", "b"], 10));
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
    const { source, project } = await importOf(dealt(["a", "b"], 10));
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
    const { source, project } = await importOf(dealt(["a", "b"], 4));
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
    expect(codes(result.notes)["wrong-extension/ukbench09380.bmp"]).toBe(
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
