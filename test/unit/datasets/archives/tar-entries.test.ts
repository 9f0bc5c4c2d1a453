import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { ArchiveEntry } from "#engine/datasets/archives/archive-entry.ts";
import { tarEntries } from "#engine/datasets/archives/tar-entries.ts";
import { smallTar } from "#test/helpers/archives.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

/** What an archive holds; `choose` says whether an entry is read, and how much of it. */
async function read(
  content: Uint8Array,
  choose: (place: number) => "all" | "a piece" | "nothing" = () => "all",
): Promise<Pick<ArchiveEntry, "path" | "kind" | "sizeBytes">[]> {
  const path = join(await temporaryFolder(), "archive.tar");
  writeFileSync(path, content);
  const archive = { path, name: "archive.tar", sizeBytes: content.length };
  const found = [];
  let place = 0;
  for await (const entry of tarEntries(archive, { maximumEntries: 1000 })) {
    const { path: name, kind, sizeBytes } = entry;
    found.push({ path: name, kind, sizeBytes });
    const how = choose(place++);
    if (how === "nothing") continue;
    const pieces: Uint8Array[] = [];
    for await (const piece of entry.read()) {
      pieces.push(piece);
      if (how === "a piece") break;
    }
    if (how === "a piece" || kind !== "file") continue;
    expect(Buffer.concat(pieces).equals(contentOf(sizeBytes))).toBe(true);
  }
  return found;
}

/** Different for each size, and nowhere the same over a block's length. */
function contentOf(sizeBytes: number): Buffer {
  return Buffer.from(
    Array.from({ length: sizeBytes }, (_, i) => (i * 7 + sizeBytes) % 251),
  );
}

/** A block as GNU's tar writes it. */
function gnuHeader(type: string, name: string, size: string | Buffer): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0);
  if (typeof size === "string") block.write(size, 124);
  else size.copy(block, 124);
  block.write(type, 156);
  block.write("ustar  \0", 257);
  block.write("        ", 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function padded(content: Uint8Array): Buffer {
  const rest = (512 - (content.length % 512)) % 512;
  return Buffer.concat([content, Buffer.alloc(rest)]);
}

const END = Buffer.alloc(1024);
// Beside the borders of blocks, and over those of what is read at once.
const SIZES = [0, 1, 511, 512, 513, 300_000, 3, 700_000, 512, 40_000];
const NAMES = SIZES.map((size, place) =>
  place % 3 === 0
    ? `${"långt/".repeat(40)}${size}.jpg`
    : `${place}/${size}.jpg`,
);

describe("tarEntries", () => {
  const archive = smallTar(
    SIZES.map((size, place) => ({
      name: NAMES[place] ?? "",
      content: contentOf(size),
    })),
  );
  const expected = SIZES.map((sizeBytes, place) => ({
    path: NAMES[place],
    kind: "file",
    sizeBytes,
  }));

  it("gives each file with its name, long or short, and its content", async () => {
    expect(await read(await archive)).toEqual(expected);
  });

  it("passes over what is not read, or not to its end", async () => {
    const ways = ["all", "nothing", "a piece"] as const;
    for (const shift of [0, 1, 2]) {
      const found = await read(
        await archive,
        (place) => ways[(place + shift) % 3] ?? "all",
      );
      expect(found).toEqual(expected);
    }
  });

  it("knows folders, links and devices by their types", async () => {
    const found = await read(
      await smallTar([
        { name: "cat", type: "directory" },
        { name: "cat/link", type: "symlink", linkname: "1.jpg" },
        { name: "cat/other", type: "link", linkname: "cat/1.jpg" },
        { name: "cat/pipe", type: "fifo" },
      ]),
    );
    expect(found.map(({ kind }) => kind)).toEqual([
      "folder",
      "link",
      "link",
      "special",
    ]);
  });

  it("reads what GNU's tar writes: long names, sizes as binary numbers, folders by a stroke", async () => {
    const long = `${"a-folder/".repeat(30)}1.jpg`;
    const name = Buffer.from(`${long}\0`);
    const size = Buffer.alloc(12);
    size[0] = 0x80;
    size.writeUInt32BE(600, 8);
    const octal = name.length.toString(8).padStart(11, "0");
    const found = await read(
      Buffer.concat([
        gnuHeader("L", "././@LongLink", octal),
        padded(name),
        gnuHeader("0", "a-folder/a-folder/", size),
        padded(contentOf(600)),
        gnuHeader("\0", "old/", "0"),
        gnuHeader("\0", "old/2.jpg", " 1\0"),
        padded(contentOf(1)),
        END,
      ]),
    );
    expect(found).toEqual([
      { path: long, kind: "file", sizeBytes: 600 },
      { path: "old/", kind: "folder", sizeBytes: 0 },
      { path: "old/2.jpg", kind: "file", sizeBytes: 1 },
    ]);
  });

  it("refuses headers and contents that are damaged or cut off", async () => {
    const good = Buffer.concat([
      gnuHeader("0", "1.jpg", "1130"),
      padded(contentOf(600)),
      END,
    ]);
    await expect(read(good)).resolves.toHaveLength(1);
    const wrongByte = Buffer.from(good);
    wrongByte[2] = 0x41;
    const wrongSize = gnuHeader("0", "1.jpg", "9");
    const noFields = gnuHeader("x", "fields", "3");
    const bad = [
      wrongByte,
      wrongSize,
      Buffer.concat([noFields, padded(Buffer.from("1 a")), END]),
      good.subarray(0, 200),
      good.subarray(0, 700),
      good.subarray(0, 1200),
      Buffer.concat([gnuHeader("L", "long", "77777777777"), END]),
    ];
    for (const content of bad) {
      await expect(read(content)).rejects.toMatchObject({
        code: "archive/damaged",
      });
    }
  });
});
