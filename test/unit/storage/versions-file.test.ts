import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { StudioError } from "#engine/base/errors.ts";
import {
  decodeVersion,
  encodeVersion,
  hashOfRow,
  pathOfRow,
  readVersion,
  versionDigest,
  versionPath,
  writeVersion,
} from "#engine/storage/versions-file.ts";
import { versionOf, type VersionPicture } from "#test/helpers/data-versions.ts";
import { withCode } from "#test/helpers/studio-error.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

const PICTURES: readonly VersionPicture[] = [
  { name: "a", label: "cat" },
  { name: "ünï/c", label: null, split: null },
  { name: "b", label: "dog", split: "test", excluded: true },
];

describe("the digest of a version", () => {
  it("does not depend on the order of import or on where files lie", async () => {
    const version = await versionOf(PICTURES);
    const digest = versionDigest(version);
    expect(versionDigest(await versionOf(PICTURES.toReversed()))).toBe(digest);
    const moved = { ...version, paths: version.paths.map(() => 120) };
    expect(versionDigest(moved)).toBe(digest);
  });

  it.each<[string, Partial<VersionPicture>]>([
    ["label", { label: "dog" }],
    ["side", { split: "validation" }],
    ["exclusion", { excluded: true }],
    ["content", { name: "other" }],
  ])("changes with the %s of a picture", async (_, change) => {
    const [first, ...rest] = PICTURES as [VersionPicture, ...VersionPicture[]];
    expect(
      versionDigest(await versionOf([{ ...first, ...change }, ...rest])),
    ).not.toBe(versionDigest(await versionOf(PICTURES)));
  });

  it("changes with a class that has no pictures", async () => {
    expect(versionDigest(await versionOf(PICTURES, ["bird"]))).not.toBe(
      versionDigest(await versionOf(PICTURES)),
    );
  });
});

describe("the file of a version", () => {
  it("gives back what was written, in the order of the hashes", async () => {
    const version = await versionOf(PICTURES);
    const again = await decodeVersion(await encodeVersion(version), "file");
    expect(again).toEqual({
      ...version,
      hashes: Buffer.from(version.hashes),
      flags: Buffer.from(version.flags),
      paths: Buffer.from(version.paths),
    });
    const hashes = [0, 1, 2].map((row) => hashOfRow(again, row));
    expect(hashes.toSorted()).toEqual(hashes);
    expect([0, 1, 2].map((row) => pathOfRow(again, row)).toSorted()).toEqual([
      "a.jpg",
      "b.jpg",
      "ünï/c.jpg",
    ]);
  });

  it("is shared by equal data, and an empty data set has one too", async () => {
    const folder = await temporaryFolder();
    const digest = await writeVersion(folder, await versionOf(PICTURES));
    expect(
      await writeVersion(folder, await versionOf(PICTURES.toReversed())),
    ).toBe(digest);
    const empty = await writeVersion(folder, await versionOf([]));
    expect((await readdir(join(folder, "versions"))).toSorted()).toEqual(
      [digest, empty].toSorted(),
    );
    expect((await readVersion(folder, empty)).count).toBe(0);
  });

  it("is refused with a sentence when it is missing, damaged, cut or of a newer program", async () => {
    const folder = await temporaryFolder();
    const digest = await writeVersion(folder, await versionOf(PICTURES));
    const path = versionPath(folder, digest);
    const whole = await readFile(path);
    const altered = async (change: (bytes: Buffer) => Buffer) => {
      await writeFile(path, change(Buffer.from(whole)));
      return readVersion(folder, digest);
    };
    for (let place = 0; place < whole.length; place += 7) {
      const outcome = await altered((bytes) => {
        bytes[place] = (bytes[place] ?? 0) ^ 0x55;
        return bytes;
      }).then(versionDigest, ({ code }: StudioError) => code);
      // Paths are the only bytes that the digest does not know.
      expect([digest, "versions/damaged", "versions/newer-format"]).toContain(
        outcome,
      );
    }
    for (const length of [0, 7, 20, whole.length - 1]) {
      await expect(
        altered((bytes) => bytes.subarray(0, length)),
      ).rejects.toEqual(withCode("versions/damaged"));
    }
    await expect(
      altered((bytes) => {
        bytes.writeUInt32LE(2, 8);
        return bytes;
      }),
    ).rejects.toEqual(withCode("versions/newer-format", /Update Convolve/));
    await rm(path);
    await expect(readVersion(folder, digest)).rejects.toEqual(
      withCode("versions/missing"),
    );
    await expect(readVersion(folder, "../index")).rejects.toEqual(
      withCode("versions/unknown"),
    );
  });
});
