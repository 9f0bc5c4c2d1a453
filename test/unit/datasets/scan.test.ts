import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { looksLikePicture, scanFolder } from "#engine/datasets/scan.ts";
import { asOrdinaryUser } from "#test/helpers/ordinary-user.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

/** A folder with empty files at these paths. */
async function folderOf(...paths: string[]): Promise<string> {
  const folder = await temporaryFolder();
  for (const path of paths) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), "");
  }
  return folder;
}

async function scan(
  folder: string,
  options?: Parameters<typeof scanFolder>[1],
) {
  const found: string[] = [];
  for await (const entry of scanFolder(folder, options)) {
    found.push(
      entry.kind === "problem"
        ? `${entry.path}: ${entry.code}`
        : entry.kind === "folder"
          ? `${entry.path}/`
          : entry.path,
    );
  }
  return found;
}

describe("scanFolder", () => {
  it("goes through everything in an order that is always the same, test folders first", async () => {
    const folder = await folderOf(
      "train/10/b.png",
      "train/10/a.png",
      "train/9/a.png",
      "test/9/a.png",
      "val/9/a.png",
      "z.png",
    );
    expect(await scan(folder)).toEqual([
      "/",
      "z.png",
      "test/",
      "test/9/",
      "test/9/a.png",
      "val/",
      "val/9/",
      "val/9/a.png",
      "train/",
      "train/9/",
      "train/9/a.png",
      "train/10/",
      "train/10/a.png",
      "train/10/b.png",
    ]);
  });

  it("passes over what systems leave, and says what is hidden", async () => {
    const folder = await folderOf(
      "a/.DS_Store",
      "a/Thumbs.db",
      "a/._1.png",
      "__MACOSX/a/1.png",
      "p.convolve/cache/1.png",
      "a/.secret.png",
      ".git/1.png",
      "a/1.png",
    );
    expect(await scan(folder)).toEqual([
      "/",
      ".git: folder/hidden",
      "a/",
      "a/.secret.png: file/hidden",
      "a/1.png",
    ]);
  });

  it("leaves out the folders that it is told to", async () => {
    const folder = await folderOf("a/1.png", "b/1.png");
    expect(await scan(folder, { skip: [join(folder, "b")] })).toEqual([
      "/",
      "a/",
      "a/1.png",
    ]);
  });

  it.skipIf(process.platform === "win32")(
    "follows links, once, and does not go round in circles",
    async () => {
      const folder = await folderOf("a/1.png");
      const elsewhere = await folderOf("2.png");
      await symlink(elsewhere, join(folder, "b"));
      await symlink(elsewhere, join(folder, "c"));
      await symlink(folder, join(folder, "a", "loop"));
      await symlink(join(elsewhere, "2.png"), join(folder, "a", "3.png"));
      await symlink("nowhere", join(folder, "a", "broken"));
      await symlink("self", join(folder, "a", "self"));
      expect(await scan(folder)).toEqual([
        "/",
        "a/",
        "a/1.png",
        "a/3.png",
        "a/broken: file/broken-link",
        "a/loop: folder/linked-twice",
        "a/self: file/broken-link",
        "b/",
        "b/2.png",
        "c: folder/linked-twice",
      ]);
    },
  );

  it.skipIf(process.platform === "win32")(
    "reports a folder that it may not read and goes on; refuses when it is the whole one",
    async () => {
      const folder = await folderOf("a/1.png", "b/1.png");
      await chmod(join(folder, "a"), 0);
      await asOrdinaryUser(folder, async () => {
        expect(await scan(folder)).toEqual([
          "/",
          "a/",
          "a: folder/unreadable",
          "b/",
          "b/1.png",
        ]);
        await expect(scan(join(folder, "a"))).rejects.toMatchObject({
          code: "dataset/folder-unreadable",
          message: expect.stringContaining("permission") as string,
        });
      });
      await chmod(join(folder, "a"), 0o755);
    },
  );

  it("says when the folder is not there or is a file", async () => {
    const folder = await folderOf("1.png");
    await expect(scan(join(folder, "none"))).rejects.toMatchObject({
      code: "dataset/folder-not-found",
    });
    await expect(scan(join(folder, "1.png"))).rejects.toMatchObject({
      code: "dataset/not-a-folder",
    });
  });

  it("stops when it is cancelled", async () => {
    const folder = await folderOf("a/1.png");
    await expect(
      scan(folder, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "job/cancelled" });
  });
});

describe("looksLikePicture", () => {
  it.each([
    ["a/1.JPG", true],
    ["a/b.tiff", true],
    ["a/without-ending", true],
    ["labels.csv", false],
    ["a.b/readme.txt", false],
  ])("of %s is %s", (path, expected) => {
    expect(looksLikePicture(path)).toBe(expected);
  });
});
