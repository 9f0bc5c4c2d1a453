import { describe, expect, it } from "vitest";

import { DisjointSets } from "#engine/base/disjoint-sets.ts";
import { createRandom } from "#engine/base/random.ts";
import { orientedHash } from "#engine/curation/gradient-hash.ts";
import { findHashPairs, MAX_DISTANCE } from "#engine/curation/hash-search.ts";
import { HASH_WORDS } from "#engine/curation/picture-columns.ts";
import { differingBits } from "#test/helpers/differing-bits.ts";

const HASH_BITS = 224;

function randomHashes(count: number, seed: number): Uint32Array {
  const random = createRandom("hashes", seed);
  return Uint32Array.from({ length: count * HASH_WORDS }, (_, i) =>
    i % HASH_WORDS === HASH_WORDS - 1 ? 0 : random.integer(2 ** 32),
  );
}

/** Makes a row a copy of another one with some bits changed. */
function copyWithChanges(
  hashes: Uint32Array,
  from: number,
  to: number,
  changes: number,
): void {
  const random = createRandom("changes", to);
  hashes.copyWithin(
    to * HASH_WORDS,
    from * HASH_WORDS,
    (from + 1) * HASH_WORDS,
  );
  const bits = new Set<number>();
  while (bits.size < changes) bits.add(random.integer(HASH_BITS));
  for (const bit of bits) {
    hashes[to * HASH_WORDS + (bit >> 5)]! ^= 1 << (bit & 31);
  }
}

function search(hashes: Uint32Array, signal = new AbortController().signal) {
  const used = new Uint8Array(hashes.length / HASH_WORDS).fill(1);
  return findHashPairs(hashes, used, { signal, onProgress: () => undefined });
}

function hashOf(hashes: Uint32Array, row: number): Uint32Array {
  return hashes.subarray(row * HASH_WORDS, (row + 1) * HASH_WORDS);
}

describe("findHashPairs", () => {
  it("finds the same pairs as comparing all with all", async () => {
    const hashes = randomHashes(600, 1);
    for (let row = 1; row < 600; row += 3) {
      copyWithChanges(hashes, row - 1, row, row % 24);
    }
    const expected: string[] = [];
    for (let a = 0; a < 600; a++) {
      for (let b = a + 1; b < 600; b++) {
        const distance = differingBits(hashOf(hashes, a), hashOf(hashes, b));
        if (distance <= MAX_DISTANCE) expected.push(`${a},${b},${distance}`);
      }
    }
    const found = (await search(hashes))
      .filter(({ orientation }) => orientation === 0)
      .map(({ first, second, distance }) => `${first},${second},${distance}`);
    expect(found.toSorted()).toEqual(expected.toSorted());
    expect(expected.length).toBeGreaterThan(100);
  });

  it("finds turned copies, and says how the first is turned to look like the second", async () => {
    const hashes = randomHashes(20, 2);
    for (let turn = 1; turn < 8; turn++) {
      orientedHash(hashes, turn, turn, hashOf(hashes, turn + 10));
    }
    const pairs = await search(hashes);
    const told = pairs.map(({ first, second, orientation, distance }) => [
      first,
      second,
      orientation,
      distance,
    ]);
    expect(told.toSorted((a, b) => a[0]! - b[0]!)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((turn) => [turn, turn + 10, turn, 0]),
    );
  });

  it("leaves out rows that are not used and pictures without structure", async () => {
    const hashes = randomHashes(4, 3);
    copyWithChanges(hashes, 0, 1, 0);
    hashes.fill(0, 2 * HASH_WORDS);
    const used = Uint8Array.from([1, 0, 1, 1]);
    const pairs = await findHashPairs(hashes, used, {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    expect(pairs).toEqual([]);
  });

  it("ends when told", async () => {
    const told = AbortSignal.abort();
    await expect(search(randomHashes(10, 4), told)).rejects.toMatchObject({
      code: "job/cancelled",
    });
  });

  it("joins a crowd of the very same hash with few pairs, beside the search of the others", async () => {
    const hashes = randomHashes(2050, 3);
    for (let row = 1; row < 2000; row++) copyWithChanges(hashes, 0, row, 0);
    copyWithChanges(hashes, 0, 2040, 9);
    copyWithChanges(hashes, 2020, 2021, 5);
    const pairs = await search(hashes);
    expect(pairs.length).toBeLessThan(3 * 2000);
    const groups = new DisjointSets();
    for (const { first, second } of pairs) groups.join(first, second);
    for (let row = 0; row < 2000; row++) expect(groups.rootOf(row)).toBe(0);
    expect(groups.rootOf(2040)).toBe(0);
    expect(groups.rootOf(2021)).toBe(2020);
    expect(groups.rootOf(2022)).toBe(2022);
  });
});
