import { describe, expect, it } from "vitest";
import { createRandom } from "#engine/base/random.ts";
import { tensor } from "#engine/base/tensor.ts";
import {
  batchesOf,
  drawDigits,
  shifted,
} from "#engine/teaching/labelled-pictures.ts";

describe("drawDigits", () => {
  it("draws as many of each, others from another number on", () => {
    const options = { size: 12, extent: 0.7, seed: 1, first: 0 };
    const set = drawDigits(30, options);
    for (let digit = 0; digit < 10; digit++) {
      expect(set.labels.filter((label) => label === digit)).toHaveLength(3);
    }
    expect(set.pictures.shape).toEqual([30, 12, 12, 1]);
    expect(Math.max(...set.pictures.data)).toBeLessThanOrEqual(1);
    expect(Math.max(...set.pictures.data)).toBeGreaterThan(0.7);
    const later = drawDigits(10, { ...options, first: 2 });
    expect(later.pictures.data).toEqual(
      set.pictures.data.slice(20 * 144, 30 * 144),
    );
  });
});

describe("shifted", () => {
  it("moves a picture as a whole, by at most so many pixels, in every direction", () => {
    const count = 60;
    const pictures = tensor([count, 9, 9, 1], new Float32Array(count * 81));
    for (let picture = 0; picture < count; picture++) {
      pictures.data[picture * 81 + 4 * 9 + 4] = 1;
      pictures.data[picture * 81 + 4 * 9 + 5] = 0.5;
    }
    const moved = shifted(
      { pictures, labels: new Uint8Array(count) },
      2,
      createRandom(1),
    ).pictures.data;
    const places = new Set<number>();
    for (let picture = 0; picture < count; picture++) {
      const pixels = moved.subarray(picture * 81, (picture + 1) * 81);
      const place = pixels.indexOf(1);
      expect(pixels[place + 1]).toBe(0.5);
      expect(Math.abs(Math.floor(place / 9) - 4)).toBeLessThanOrEqual(2);
      expect(Math.abs((place % 9) - 4)).toBeLessThanOrEqual(2);
      places.add(place);
    }
    expect(places.size).toBeGreaterThan(15);
  });

  it("lets what leaves the picture go and brings in black", () => {
    const pictures = tensor([50, 1, 3, 2], new Float32Array(300).fill(1));
    const moved = shifted(
      { pictures, labels: new Uint8Array(50) },
      1,
      createRandom(1),
    ).pictures.data;
    const sums = new Set(
      Array.from({ length: 50 }, (_, picture) =>
        moved.subarray(picture * 6, (picture + 1) * 6).reduce((a, b) => a + b),
      ),
    );
    expect([...sums].toSorted()).toEqual([0, 4, 6]);
  });
});

describe("batchesOf", () => {
  it("gives every picture once before any twice", () => {
    const set = {
      pictures: tensor([6, 1, 1, 1], Float32Array.of(0, 1, 2, 3, 4, 5)),
      labels: Uint8Array.of(0, 1, 2, 3, 4, 5),
    };
    const batches = batchesOf(set, 4, createRandom(1));
    const seen = [1, 2, 3].flatMap(() => {
      const { pictures, labels } = batches.next().value;
      expect([...pictures.data]).toEqual([...labels]);
      return [...labels];
    });
    expect(seen.slice(0, 6).toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(seen.slice(6).toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(seen.slice(6)).not.toEqual(seen.slice(0, 6));
  });
});
