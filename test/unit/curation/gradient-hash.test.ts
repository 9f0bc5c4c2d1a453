import { describe, expect, it } from "vitest";

import {
  gradientHash,
  ORIENTATIONS,
  orientedHash,
  orientedPlace,
} from "#engine/curation/gradient-hash.ts";
import { HASH_WORDS } from "#engine/curation/picture-columns.ts";
import { createRandom } from "#engine/base/random.ts";
import { differingBits } from "#test/helpers/differing-bits.ts";

const SIDE = 64;

/** Smooth random blobs on a white ground, whose flat parts have no gradient. */
function blobs(seed: number): Uint8Array {
  const random = createRandom("blobs", seed);
  const centres = Array.from({ length: 6 }, () => ({
    x: random.uniform(10, 54),
    y: random.uniform(10, 54),
    size: random.uniform(4, 14),
    tone: random.integer(200),
  }));
  return picture((row, column) => {
    const inside = centres.find(
      ({ x, y, size }) => Math.hypot(column - x, row - y) < size,
    );
    return inside ? inside.tone : 255;
  });
}

function picture(tone: (row: number, column: number) => number): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return tone(Math.floor(pixel / SIDE), pixel % SIDE);
  });
}

function oriented(pixels: Uint8Array, orientation: number): Uint8Array {
  const target = new Uint8Array(pixels.length);
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const [r, c] = orientedPlace(orientation, row, column, SIDE);
      const from = (row * SIDE + column) * 3;
      target.set(pixels.subarray(from, from + 3), (r * SIDE + c) * 3);
    }
  }
  return target;
}

describe("gradientHash", () => {
  it("gives the hash of every orientation by reordering its own bits", () => {
    for (let seed = 0; seed < 10; seed++) {
      const pixels = blobs(seed);
      const hash = gradientHash(pixels, SIDE, SIDE);
      const turned = new Uint32Array(HASH_WORDS);
      ORIENTATIONS.forEach((_, orientation) => {
        orientedHash(hash, 0, orientation, turned);
        const direct = gradientHash(oriented(pixels, orientation), SIDE, SIDE);
        // Resizing rounds rows before columns, so that a turned picture may differ by a level.
        expect(
          differingBits(turned, direct),
          `${seed}/${orientation}`,
        ).toBeLessThanOrEqual(3);
      });
    }
  });

  it("is far from the hash of another picture and near that of a brighter one", () => {
    const first = gradientHash(blobs(1), SIDE, SIDE);
    const other = gradientHash(blobs(2), SIDE, SIDE);
    const brighter = blobs(1).map((tone) => Math.min(255, tone * 0.8 + 40));
    expect(differingBits(first, other)).toBeGreaterThan(30);
    expect(
      differingBits(first, gradientHash(brighter, SIDE, SIDE)),
    ).toBeLessThan(8);
  });

  it("has no bits where nothing changes", () => {
    const flat = gradientHash(new Uint8Array(SIDE * SIDE * 3), SIDE, SIDE);
    expect(differingBits(flat, new Uint32Array(HASH_WORDS))).toBe(0);
  });
});
