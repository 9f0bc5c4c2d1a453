import { existsSync } from "node:fs";
import {
  open,
  readdir,
  readFile,
  rename,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import {
  removeOrphans,
  writeFileAtomically,
} from "#engine/storage/atomic-file.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

describe("writeFileAtomically", () => {
  it("writes a new file, making its folder, and replaces an old one", async () => {
    const path = join(await temporaryFolder(), "deep", "file.json");
    await writeFileAtomically(path, "first");
    await writeFileAtomically(path, "second");
    expect(await readFile(path, "utf8")).toBe("second");
    expect(await readdir(join(path, ".."))).toEqual(["file.json"]);
  });

  it.skipIf(process.platform === "win32")(
    "gives the file the permissions asked for",
    async () => {
      const path = join(await temporaryFolder(), "secret.json");
      await writeFileAtomically(path, "x", { mode: 0o600 });
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    },
  );

  it.skipIf(!existsSync("/dev/full"))(
    "keeps the old file on a full disk and says what to do",
    async () => {
      const folder = await temporaryFolder();
      const path = join(folder, "file.json");
      await writeFileAtomically(path, "old");
      const full = {
        open: (() => open("/dev/full", "w")) as typeof open,
        rename,
      };
      await expect(
        writeFileAtomically(path, "new", { fileSystem: full }),
      ).rejects.toMatchObject({
        code: "storage/disk-full",
        message: expect.stringContaining("Free some space") as string,
      });
      expect(await readFile(path, "utf8")).toBe("old");
      expect(await readdir(folder)).toEqual(["file.json"]);
    },
  );

  it("leaves nothing behind when the rename fails", async () => {
    const folder = await temporaryFolder();
    const failing = {
      open,
      rename: () =>
        Promise.reject(
          Object.assign(new Error("read only"), { code: "EROFS" }),
        ),
    };
    await expect(
      writeFileAtomically(join(folder, "file"), "x", { fileSystem: failing }),
    ).rejects.toMatchObject({ code: "storage/not-writable" });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("removeOrphans", () => {
  it("deletes what a killed writer left, once it is old, and nothing else", async () => {
    const folder = await temporaryFolder();
    const orphan = join(folder, ".a.json.lx2k-0123456789ab.partial");
    await writeFile(orphan, "half");
    await writeFile(join(folder, "a.partial"), "a person's own file");
    expect(await removeOrphans(folder)).toBe(0);
    await utimes(orphan, new Date(0), new Date(0));
    expect(await removeOrphans(folder)).toBe(1);
    expect(await readdir(folder)).toEqual(["a.partial"]);
  });
});
