import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { lookAtFile, readWholeFile } from "#engine/imaging/file-reading.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

describe("readWholeFile", () => {
  it("reads files of every size", async () => {
    const folder = await temporaryFolder();
    for (const size of [0, 1, 4095, 4096, 300_001]) {
      const path = join(folder, `${size}`);
      const content = Buffer.alloc(size, "picture");
      await writeFile(path, content);
      expect(content.equals(await readWholeFile(path, 1e6))).toBe(true);
      expect((await lookAtFile(path)).size).toBe(size);
    }
  });

  it("refuses what is larger than the limit, not there or a folder", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "a");
    await writeFile(path, "12345");
    await mkdir(join(folder, "b"));
    await expect(readWholeFile(path, 5)).resolves.toHaveLength(5);
    await expect(readWholeFile(path, 4)).rejects.toMatchObject({
      code: "image/too-large",
    });
    for (const name of ["b", "c"]) {
      await expect(
        readWholeFile(join(folder, name), 1e6),
      ).rejects.toMatchObject({
        code: "image/unreadable",
      });
    }
    await expect(lookAtFile(join(folder, "c"))).rejects.toMatchObject({
      code: "ENOENT",
    });
  });
});
