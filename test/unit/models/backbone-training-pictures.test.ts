import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

import { assetsFolder } from "#engine/base/assets-folder.ts";
import { differingBits } from "#test/helpers/differing-bits.ts";
import { differenceHash } from "#engine/imaging/difference-hash.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

/** Two photographs of the same thing differ in more bits than this; resized or recompressed copies in fewer. */
const NEARLY_EQUAL_BITS = 24;

interface Listed {
  readonly sha256: string;
  readonly hash: Uint32Array;
}

let learned: Listed[] = [];
beforeAll(async () => {
  const path = join(assetsFolder("backbones"), "training-pictures.txt");
  const lines = (await readFile(path, "utf8")).trim().split("\n");
  learned = lines.map((line) => {
    const [sha256 = "", digits = ""] = line.split(" ");
    const words = digits.match(/.{8}/g) ?? [];
    const hash = Uint32Array.from(words, (word) => Number.parseInt(word, 16));
    return { sha256, hash };
  });
});

describe("the pictures that the built-in backbone learned from", () => {
  it("are the 3,068 photographs of one train folder, each once", () => {
    expect(learned).toHaveLength(3068);
    expect(new Set(learned.map(({ sha256 }) => sha256)).size).toBe(3068);
    for (const { sha256, hash } of learned) {
      expect(sha256).toMatch(/^[0-9a-f]{16}$/);
      expect(hash).toHaveLength(8);
    }
  });

  it.skipIf(!hasTestData("datasets/clothing-10"))(
    "include those of clothing-10's train folder",
    async () => {
      const listed = new Set(learned.map(({ sha256 }) => sha256.slice(0, 16)));
      const hashes = learned.map(({ hash }) => hash);
      const files = await picturesOf("datasets/clothing-10/train");
      for (const bytes of files.slice(0, 20)) {
        const known = listed.has(sha256Of(bytes));
        const hash = await differenceHash(bytes);
        expect(known || nearest(hash, hashes) <= NEARLY_EQUAL_BITS).toBe(true);
      }
    },
  );

  it.for([
    ["clothing-10", "datasets/clothing-10/test"],
    ["sign-digits-10", "datasets/sign-digits-10"],
    ["the CIFAR-10 sample", "datasets/cifar10-sample"],
  ] as const)(
    "are neither equal nor nearly equal to any of %s",
    { timeout: 120_000 },
    async ([, folder], { skip }) => {
      if (!hasTestData(folder)) skip();
      const equal = new Set(learned.map(({ sha256 }) => sha256));
      const hashes = learned.map(({ hash }) => hash);
      for (const bytes of await picturesOf(folder)) {
        expect(equal.has(sha256Of(bytes))).toBe(false);
        const hash = await differenceHash(bytes);
        expect(nearest(hash, hashes)).toBeGreaterThan(NEARLY_EQUAL_BITS);
      }
    },
  );
});

async function picturesOf(folder: string): Promise<Uint8Array[]> {
  const root = testDataPath(folder);
  const names = await readdir(root, { recursive: true });
  return Promise.all(
    names
      .filter((name) => /\.jpe?g$/i.test(name))
      .map((name) => readFile(join(root, name))),
  );
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

function nearest(hash: Uint32Array, hashes: readonly Uint32Array[]): number {
  return Math.min(...hashes.map((other) => differingBits(hash, other)));
}
