import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Uploads } from "#engine/services/uploads.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-uploads-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function bytes(count: number): Readable {
  return Readable.from([Buffer.alloc(count, 7)]);
}

describe("Uploads", () => {
  it("keeps the folders of what was dropped", async () => {
    const uploads = new Uploads(folder);
    const id = await uploads.create("fruit");
    await uploads.write(id, "apple/1.jpg", bytes(10), 10);
    expect(await readFile(await uploads.file(id, "apple/1.jpg"))).toHaveLength(
      10,
    );
    expect(uploads.folder(id).name).toBe("fruit");
  });

  it("refuses a file over the limit and leaves nothing of it", async () => {
    const uploads = new Uploads(folder, {
      fileBytes: 100,
      totalBytes: 150,
      files: 3,
    });
    const id = await uploads.create("x");
    await expect(
      uploads.write(id, "announced.jpg", bytes(1), 101),
    ).rejects.toMatchObject({ code: "upload/too-large" });
    await expect(
      uploads.write(id, "silent.jpg", bytes(101), null),
    ).rejects.toMatchObject({ code: "upload/too-large" });
    await uploads.write(id, "1.jpg", bytes(100), null);
    await expect(
      uploads.write(id, "2.jpg", bytes(60), null),
    ).rejects.toMatchObject({ code: "upload/too-large" });
    expect(await readdir(join(folder, id))).toEqual(["1.jpg"]);
  });

  it("refuses more files than the limit", async () => {
    const uploads = new Uploads(folder, {
      fileBytes: 100,
      totalBytes: 1000,
      files: 1,
    });
    const id = await uploads.create("x");
    await uploads.write(id, "1.jpg", bytes(1), null);
    await expect(
      uploads.write(id, "2.jpg", bytes(1), null),
    ).rejects.toMatchObject({ code: "upload/too-many" });
  });

  it("does not overwrite a file", async () => {
    const uploads = new Uploads(folder);
    const id = await uploads.create("x");
    await uploads.write(id, "1.jpg", bytes(1), null);
    await expect(
      uploads.write(id, "1.jpg", bytes(2), null),
    ).rejects.toMatchObject({ code: "upload/exists" });
    expect(await readFile(await uploads.file(id, "1.jpg"))).toHaveLength(1);
  });

  it("removes what broke off", async () => {
    const uploads = new Uploads(folder);
    const id = await uploads.create("x");
    const broken = new Readable({
      read() {
        this.push(Buffer.alloc(10));
        this.destroy(Object.assign(new Error("gone"), { code: "ECONNRESET" }));
      },
    });
    await expect(uploads.write(id, "1.jpg", broken, 20)).rejects.toMatchObject({
      code: "upload/broken-off",
    });
    expect(await readdir(join(folder, id))).toEqual([]);
  });

  it("knows no upload that it did not make", async () => {
    const uploads = new Uploads(folder);
    await expect(
      uploads.write("../x", "1.jpg", bytes(1), null),
    ).rejects.toMatchObject({ code: "upload/unknown" });
  });

  it("leaves nothing when it closes", async () => {
    const uploads = new Uploads(join(folder, "inner"));
    const id = await uploads.create("x");
    await uploads.write(id, "1.jpg", bytes(1), null);
    await uploads.close();
    expect(await readdir(folder)).toEqual([]);
  });
});
