import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { describe, expect, it, onTestFinished } from "vitest";

import { StudioError } from "#engine/base/errors.ts";
import { planImport } from "#engine/datasets/sources/plan-import.ts";
import { scanFolder } from "#engine/datasets/scan.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { createDecodePool } from "#engine/imaging/decode-pool.ts";
import {
  codesByPath,
  importInto,
  testProject,
} from "#test/helpers/import-project.ts";
import {
  dealtPictures,
  pictureOf,
  writePictures,
} from "#test/helpers/picture-folder.ts";
import { withCode } from "#test/helpers/studio-error.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

const ON_WINDOWS = process.platform === "win32";
const SENTENCES = /^Expected .* Received: .*\. [A-Z].*\.$/s;

async function folderOfPictures(count: number) {
  const home = await temporaryFolder();
  const folder = join(home, "pictures");
  await writePictures(folder, dealtPictures(["ash", "birch", "cedar"], count));
  return folder;
}

describe("a folder that vanishes", () => {
  it("between plan and import is refused by its path", async () => {
    const folder = await folderOfPictures(6);
    expect(await planImport({ source: folder })).toMatchObject({ labelled: 6 });
    renameSync(folder, `${folder} away`);
    const project = await testProject();
    await expect(importInto(project, folder)).rejects.toEqual(
      withCode("dataset/folder-not-found", /pictures.*drive is connected/),
    );
    expect(project.reader.roots()).toEqual([]);
  });

  it.each([false, true])(
    "during import leaves what was read, says of each of the others what is wrong, and takes them later (copy: %s)",
    async (copy) => {
      const folder = await folderOfPictures(300);
      const project = await testProject();
      let isGone = false;
      const result = await importInto(project, folder, {
        copy,
        onProgress({ phase, done }) {
          if (isGone || phase !== "Reading pictures" || done < 1) return;
          renameSync(folder, `${folder} away`);
          isGone = true;
        },
      });
      expect(isGone).toBe(true);
      expect(result.added).toBeGreaterThan(0);
      expect(result.skippedCount).toBeGreaterThan(0);
      for (const { message } of result.skipped) {
        expect(message).toMatch(SENTENCES);
        expect(message).toMatch(/back/);
      }
      renameSync(`${folder} away`, folder);
      const again = await importInto(project, folder, { copy });
      expect(again).toMatchObject({ images: 300, skipped: [] });
      expect(project.reader.problemCount()).toBe(0);
    },
  );

  it("during a walk is a remark for each folder, or the error of the whole", async () => {
    const folder = await folderOfPictures(6);
    const found: string[] = [];
    for await (const entry of scanFolder(folder)) {
      if (entry.path === "ash")
        rmSync(join(folder, "birch"), { recursive: true, force: true });
      if (entry.path === "cedar")
        rmSync(folder, { recursive: true, force: true });
      if (entry.kind === "problem")
        found.push(`${entry.path}: ${entry.message}`);
    }
    expect(found).toEqual([
      expect.stringMatching(/^birch: .*nothing is there\. Put the folder back/),
      expect.stringMatching(/^cedar: .*nothing is there\. Put the folder back/),
    ]);
    const other = await folderOfPictures(3);
    const walk = scanFolder(other);
    await walk.next();
    rmSync(other, { recursive: true });
    await expect(walk.next()).rejects.toBeInstanceOf(StudioError);
  });
});

describe("a picture that changes after its import", () => {
  it("is refused where its pixels are needed, and another one after the next import", async () => {
    const folder = await folderOfPictures(3);
    const project = await testProject();
    await importInto(project, folder);
    const { reader } = project;
    const before = reader.image(1)!;
    const path = reader.filePath(before);
    writeFileSync(path, pictureOf(77));
    utimesSync(path, 9, 9);
    const pool = createDecodePool({ threads: 1 });
    onTestFinished(() => pool.close());
    const input = standardPreprocessing(8, "minus-one-to-one");
    await expect(
      pool.prepare({ path }, input, { sha256: before.sha256 }),
    ).rejects.toEqual(withCode("image/changed", /Import the folder again/));
    await importInto(project, folder);
    const after = reader.image(1)!;
    expect(after.sha256).not.toBe(before.sha256);
    const pixels = await pool.prepare({ path }, input, {
      sha256: after.sha256,
    });
    expect(pixels).toHaveLength(8 * 8 * 3);
  });
});

describe.skipIf(ON_WINDOWS)("pipes and devices", () => {
  const makePipe = (path: string) => execFileSync("mkfifo", [path]);

  it("in a folder are named and left alone", async () => {
    const folder = await folderOfPictures(3);
    makePipe(join(folder, "ash", "pipe.png"));
    makePipe(join(folder, "list.csv"));
    symlinkSync("/dev/zero", join(folder, "birch", "endless.png"));
    const result = await importInto(await testProject(), folder);
    expect(result.images).toBe(3);
    expect(codesByPath(result.skipped)).toEqual({
      "ash/pipe.png": "file/special",
      "birch/endless.png": "file/special",
      "list.csv": "file/special",
    });
  });

  it("as what is to be imported are refused", async () => {
    const folder = await temporaryFolder();
    for (const name of ["pipe", "pipe.csv", "pipe.zip", "data_batch_1.bin"]) {
      const source = join(folder, name);
      makePipe(source);
      await expect(importInto(await testProject(), source)).rejects.toEqual(
        withCode("dataset/not-a-folder"),
      );
      await expect(planImport({ source })).rejects.toBeInstanceOf(StudioError);
    }
  });

  it("in the place of a known picture do not hold up who reads it", async () => {
    const folder = await temporaryFolder();
    const pool = createDecodePool({ threads: 1 });
    onTestFinished(() => pool.close());
    makePipe(join(folder, "pipe.png"));
    for (const path of [join(folder, "pipe.png"), "/dev/zero"]) {
      await expect(pool.inspect({ path })).rejects.toEqual(
        withCode("image/unreadable", /device, socket or pipe/),
      );
    }
  });

  it("as the names of CIFAR's classes are passed over", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "data_batch_1.bin");
    writeFileSync(file, Buffer.alloc(2 * 3073));
    makePipe(join(folder, "batches.meta.txt"));
    const plan = await planImport({ source: file });
    expect(plan.classes.map(({ name }) => name)).toEqual(["0"]);
  });
});

describe.skipIf(ON_WINDOWS)("paths of some 4,000 characters", () => {
  /** Made step by step, as no single call can name the deepest. */
  function deepFolder(home: string, depth: number, content: number): void {
    const start = process.cwd();
    try {
      process.chdir(home);
      for (let i = 0; i < depth; i++) {
        const name = String(i % 10).repeat(250);
        mkdirSync(name, { recursive: true });
        process.chdir(name);
      }
      writeFileSync("deep.png", pictureOf(content));
    } finally {
      process.chdir(start);
    }
  }

  it("are read, and what is longer than the system allows is a remark", async () => {
    const folder = await folderOfPictures(3);
    // Node's own way to remove it knows no paths that long.
    onTestFinished(() => void execFileSync("rm", ["-rf", folder]));
    mkdirSync(join(folder, "near"));
    mkdirSync(join(folder, "beyond"));
    deepFolder(join(folder, "near"), 15, 100);
    deepFolder(join(folder, "beyond"), 18, 101);
    const result = await importInto(await testProject(), folder);
    expect(result.images).toBe(4);
    expect(result.classes).toContainEqual({ name: "near", count: 1 });
    expect(result.skipped).toHaveLength(1);
    expect(result.skipped[0]).toMatchObject({
      code: "folder/unreadable",
      message: expect.stringMatching(/longer than the system allows\. Shorten/),
    });
    // With the project's own path before it, a copy of the deep one may be too long as well.
    const copied = await importInto(await testProject(), folder, {
      copy: true,
      name: "n".repeat(80),
    });
    expect(copied.images + copied.skippedCount).toBe(5);
    expect(copied.images).toBeGreaterThanOrEqual(3);
    for (const { message } of copied.skipped)
      expect(message).toMatch(SENTENCES);
  });
});
