import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { zipSync } from "fflate";
import { beforeEach, describe, expect, it } from "vitest";

import { openPackedSource } from "#engine/datasets/archives/prepare-source.ts";
import type { PackedOptions } from "#engine/datasets/sources/source.ts";
import {
  smallTar,
  smallTarGz,
  type WrittenEntry,
  zipOfUnixFile,
} from "#test/helpers/archives.ts";
import { smallZip } from "#test/helpers/small-zip.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

let home = "";
beforeEach(async () => {
  home = await temporaryFolder();
});

const PICTURES = {
  "train/cat/1.jpg": "a cat",
  "train/dog/1.jpg": "a dog",
  "test/cat/2.jpg": "another cat",
};

async function open(content: Uint8Array) {
  const path = join(home, "archive.bin");
  writeFileSync(path, content);
  const source = await openPackedSource(path);
  if (source === null) throw new Error("The archive was not recognised.");
  return source;
}

async function list(content: Uint8Array, options: PackedOptions = {}) {
  const source = await open(content);
  const files: string[] = [];
  const problems: string[] = [];
  for await (const entry of source.entries(options)) {
    if (entry.kind === "file") files.push(entry.path);
    if (entry.kind === "problem") problems.push(`${entry.code} ${entry.path}`);
  }
  return { files, problems };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => path.slice(folder.length + 1).replaceAll("\\", "/"))
    .toSorted();
}

function tarOf(paths: readonly string[]): WrittenEntry[] {
  return paths.map((name) => ({ name, content: `content of ${name}` }));
}

describe("openPackedSource", () => {
  const tar = Object.entries(PICTURES).map(([name, content]) => ({
    name,
    content,
  }));

  it.each([
    ["a ZIP archive", () => smallZip(PICTURES)],
    ["a TAR archive", () => smallTar(tar)],
    ["a TAR archive packed with gzip", () => smallTarGz(tar)],
  ])("recognises %s by its content and unpacks it", async (kind, make) => {
    const source = await open(await make());
    expect(source.description).toBe(kind);
    const folder = join(home, "unpacked");
    expect(await source.unpack(folder, {})).toEqual([]);
    expect(await filesBelow(folder)).toEqual(Object.keys(PICTURES).toSorted());
    expect(readFileSync(join(folder, "test/cat/2.jpg"), "utf8")).toBe(
      "another cat",
    );
  });

  it("takes neither a picture nor a text nor a missing file for an archive", async () => {
    const path = join(home, "letter.zip");
    writeFileSync(path, "Dear PK, this is no archive. ".repeat(40));
    expect(await openPackedSource(path)).toBeNull();
    expect(await openPackedSource(home)).toBeNull();
    expect(await openPackedSource(`${path}-gone`)).toBeNull();
  });

  it("says what an archive is that it does not read", async () => {
    const path = join(home, "pictures.zip");
    writeFileSync(path, Buffer.from("377abcaf271c0004", "hex"));
    await expect(openPackedSource(path)).rejects.toMatchObject({
      code: "archive/unsupported",
      message: expect.stringContaining("7z"),
    });
  });

  it("goes on where it was killed: what is there whole keeps its time, a part of a file does not stay", async () => {
    const source = await open(await smallTarGz(tar));
    const folder = join(home, "unpacked");
    await source.unpack(folder, {});
    const whole = join(folder, "train/cat/1.jpg");
    const part = join(folder, "train/dog/1.jpg");
    const before = statSync(whole, { bigint: true });
    writeFileSync(part, "a");
    writeFileSync(join(folder, ".unpacking.partial"), "half a pict");
    await source.unpack(folder, {});
    expect(statSync(whole, { bigint: true }).ctimeNs).toBe(before.ctimeNs);
    expect(readFileSync(part, "utf8")).toBe("a dog");
    expect(await filesBelow(folder)).toEqual(Object.keys(PICTURES).toSorted());
  });

  it("leaves nothing half done when it is cancelled, and can go on", async () => {
    const paths = Array.from({ length: 50 }, (_, i) => `cat/${i}.jpg`);
    const source = await open(await smallTar(tarOf(paths)));
    const folder = join(home, "unpacked");
    const stopping = new AbortController();
    const onProgress = () => stopping.abort();
    await expect(
      source.unpack(folder, { signal: stopping.signal, onProgress }),
    ).rejects.toMatchObject({ code: "job/cancelled" });
    const written = existsSync(folder) ? await filesBelow(folder) : [];
    expect(written.length).toBeLessThan(paths.length);
    expect(written.filter((path) => path.includes("partial"))).toEqual([]);
    await source.unpack(folder, {});
    expect(await filesBelow(folder)).toHaveLength(paths.length);
  });

  it("gives the tables of an archive to the dry run", async () => {
    const source = await open(
      smallZip({ "metadata.csv": "file_name,label\n", "a/1.jpg": "picture" }),
    );
    const tables = join(home, "tables");
    for await (const entry of source.entries({ tables })) {
      expect(entry.kind).toBe("file");
    }
    expect(await filesBelow(tables)).toEqual(["metadata.csv"]);
  });
});

describe("an archive of a stranger", () => {
  it.each([
    "../outside.jpg",
    "cat/../../outside.jpg",
    "/etc/outside.jpg",
    "C:/outside.jpg",
    "cat\\..\\..\\outside.jpg",
  ])("is refused as a whole for %s in a TAR", async (path) => {
    const content = await smallTar(tarOf(["cat/1.jpg", path]));
    await expect(list(content)).rejects.toMatchObject({
      code: "archive/unsafe-path",
      message: expect.stringContaining("outside.jpg"),
    });
    const folder = join(home, "deep/unpacked");
    await expect((await open(content)).unpack(folder, {})).rejects.toThrow(
      "Nothing was unpacked",
    );
    const outside = (await filesBelow(home)).filter((file) =>
      file.includes("outside"),
    );
    expect(outside).toEqual([]);
  });

  it.each(["../outside.jpg", "/outside.jpg", "C:/outside.jpg", "..\\x.jpg"])(
    "is refused as a whole for %s in a ZIP",
    async (path) => {
      await expect(list(smallZip({ [path]: "x" }))).rejects.toMatchObject({
        code: "archive/unsafe-path",
      });
    },
  );

  it("makes no links and no devices", async () => {
    const content = await smallTar([
      { name: "cat/1.jpg", content: "picture" },
      { name: "cat/link.jpg", type: "symlink", linkname: "/etc/passwd" },
      { name: "cat/hard.jpg", type: "link", linkname: "../../x" },
      { name: "cat/pipe.jpg", type: "fifo" },
      { name: "cat/disk.jpg", type: "block-device" },
    ]);
    const { files, problems } = await list(content);
    expect(files).toEqual(["cat/1.jpg"]);
    expect(problems).toEqual([
      "archive/link cat/link.jpg",
      "archive/link cat/hard.jpg",
      "archive/special cat/pipe.jpg",
      "archive/special cat/disk.jpg",
    ]);
    const zip = zipOfUnixFile("cat/link.jpg", "/etc/passwd", 0o120777);
    expect((await list(zip)).problems).toEqual(["archive/link cat/link.jpg"]);
  });

  it("takes the first of names that some system takes for one", async () => {
    const content = await smallTar(
      tarOf([
        "cat/one.jpg",
        "cat/one.jpg",
        "CAT/One.JPG",
        "cat/caf\u00e9.jpg",
        "cat/cafe\u0301.jpg",
        "cat/one.jpg/inside.jpg",
        "cat",
      ]),
    );
    const { files, problems } = await list(content);
    expect(files).toEqual(["cat/one.jpg", "cat/caf\u00e9.jpg"]);
    expect(problems).toHaveLength(5);
    for (const problem of problems) {
      expect(problem).toMatch(/^archive\/same-name/);
    }
  });

  it("leaves out names that a system cannot have, and archives in the archive", async () => {
    const { files, problems } = await list(
      await smallTar(
        tarOf(["cat/1.jpg", "cat/what?.jpg", "cat/nul.jpg", "cat/more.zip"]),
      ),
    );
    expect(files).toEqual(["cat/1.jpg"]);
    expect(problems).toEqual([
      "archive/path cat/what?.jpg",
      "archive/path cat/nul.jpg",
      "archive/nested cat/more.zip",
    ]);
  });

  it("passes over what systems leave in archives", async () => {
    const { files, problems } = await list(
      smallZip({
        "__MACOSX/cat/._1.jpg": "x",
        "cat/.DS_Store": "x",
        "./cat/1.jpg": "x",
      }),
    );
    expect(files).toEqual(["cat/1.jpg"]);
    expect(problems).toEqual([]);
  });

  it("is refused when it unpacks to more than the limits, which can be raised", async () => {
    const bomb = gzipSync(
      await smallTar([
        { name: "cat/1.jpg", content: new Uint8Array(3_000_000) },
      ]),
    );
    const limits = { ratioFromBytes: 1_000_000 };
    const refused = { code: "archive/too-large" };
    await expect(list(bomb, { limits })).rejects.toMatchObject(refused);
    expect((await list(bomb)).files).toHaveLength(1);
    expect((await list(bomb, { limits: { totalBytes: 4e6 } })).files).toEqual([
      "cat/1.jpg",
    ]);
    await expect(
      list(bomb, { limits: { totalBytes: 2e6 } }),
    ).rejects.toMatchObject(refused);
    const { problems } = await list(bomb, { limits: { fileBytes: 1e6 } });
    expect(problems).toEqual(["archive/file-too-large cat/1.jpg"]);
  });

  it("is refused when it is much of nothing", async () => {
    const start = await smallTar(tarOf(["cat/1.jpg"]));
    const zeros = gzipSync(Buffer.concat([start, Buffer.alloc(80_000_000)]));
    await expect(list(zeros)).rejects.toMatchObject({
      code: "archive/too-large",
    });
  });

  it("is refused when it has more entries than the limit", async () => {
    const paths = Array.from({ length: 30 }, (_, i) => `cat/${i}.jpg`);
    const many = { code: "archive/too-many-entries" };
    const limits = { entries: 29 };
    const tar = await smallTar(tarOf(paths));
    await expect(list(tar, { limits })).rejects.toMatchObject(many);
    const zip = smallZip(Object.fromEntries(paths.map((path) => [path, "x"])));
    await expect(list(zip, { limits })).rejects.toMatchObject(many);
    const deep = ["a", "b"].map((name) => `${`${name}/`.repeat(20)}1.jpg`);
    await expect(
      list(await smallTar(tarOf(deep)), { limits }),
    ).rejects.toMatchObject(many);
  });

  it("is refused when it is encrypted", async () => {
    const zip = Buffer.from(smallZip({ "cat/1.jpg": "x" }));
    // The first bit of the flags, in the file's own header and in the directory.
    zip[6] = (zip[6] ?? 0) | 1;
    const directory = zip.indexOf("PK\u0001\u0002");
    zip[directory + 8] = (zip[directory + 8] ?? 0) | 1;
    await expect(list(zip)).rejects.toMatchObject({
      code: "archive/encrypted",
    });
  });

  it("is refused when it is cut off or damaged, naming it", async () => {
    const tar = await smallTarGz([
      { name: "cat/1.jpg", content: Buffer.alloc(5000, "picture") },
    ]);
    const zip = zipSync({ "cat/1.jpg": new Uint8Array(100) });
    for (const content of [tar.subarray(0, -20), zip.subarray(0, -10)]) {
      await expect(
        (async () => {
          const source = await open(content);
          await source.unpack(join(home, "unpacked"), {});
        })(),
      ).rejects.toMatchObject({
        code: "archive/damaged",
        message: expect.stringContaining("archive.bin"),
      });
    }
  });
});

describe("a Teachable Machine project", () => {
  const samples = {
    "Red apple-!-0.jpg": "one",
    "Red apple-!-11.jpg": "two",
    "What? / Why-!-0.jpg": "three",
  };

  it("is unpacked into class folders", async () => {
    const manifest = JSON.stringify({
      type: "image",
      version: "2.4.7",
      appdata: { trainEpochs: 50 },
    });
    const source = await open(
      smallZip({ ...samples, "manifest.json": manifest }),
    );
    expect(source.kind).toBe("teachable-machine");
    const folder = join(home, "unpacked");
    expect(await source.unpack(folder, {})).toEqual([]);
    expect(await filesBelow(folder)).toEqual([
      "Red apple/0.jpg",
      "Red apple/11.jpg",
      "What_ _ Why/0.jpg",
    ]);
  });

  it("of sounds is refused; without a manifest it is an archive like others", async () => {
    const sounds = { ...samples, "manifest.json": '{"type":"audio"}' };
    await expect(open(smallZip(sounds))).rejects.toMatchObject({
      code: "archive/sounds",
    });
    expect((await open(smallZip(samples))).kind).toBe("archive");
  });
});
