import { UMAP } from "umap-js";
import { describe, expect, it } from "vitest";

import { CancelledError } from "#engine/base/cancellation.ts";
import { createRandom } from "#engine/base/random.ts";
import { mapPictures } from "#engine/curation/map.ts";
import { nearestNeighbours } from "#engine/curation/neighbours.ts";
import { trustworthiness } from "#engine/curation/trustworthiness.ts";
import { drawnEmbeddings } from "#test/helpers/drawn-embeddings.ts";

const embeddings = drawnEmbeddings(240, { clouds: 6, spread: 0.6 });

/** The first two columns as they are. */
function firstAxes({ data, columns }: typeof embeddings): Float32Array {
  return Float32Array.from(
    { length: 480 },
    (_, i) => data[(i >> 1) * columns + (i % 2)]!,
  );
}

/** Points whose nearest other point is of the same cloud. */
function purity(points: Float32Array): number {
  const count = points.length / 2;
  let pure = 0;
  for (let i = 0; i < count; i++) {
    let nearest = -1;
    let least = Infinity;
    for (let j = 0; j < count; j++) {
      const distance = Math.hypot(
        points[2 * i]! - points[2 * j]!,
        points[2 * i + 1]! - points[2 * j + 1]!,
      );
      if (j !== i && distance < least) [nearest, least] = [j, distance];
    }
    if (embeddings.clouds[nearest] === embeddings.clouds[i]) pure++;
  }
  return pure / count;
}

describe("mapPictures", () => {
  it("keeps neighbours together, as well as umap-js does and better than two axes", async () => {
    const map = await mapPictures(embeddings, { seed: 1 });
    expect(map.laidOut).toBe(240);
    expect(purity(map.points)).toBeGreaterThan(0.95);
    const theirs = trustworthiness(embeddings, await umapJs())!;
    expect(map.trustworthiness).toBeGreaterThan(theirs - 0.02);
    expect(map.trustworthiness).toBeGreaterThan(
      trustworthiness(embeddings, firstAxes(embeddings))! + 0.05,
    );
  });

  it("is the same for the same seed and lies between −1 and 1", async () => {
    const [one, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => mapPictures(embeddings, { seed })),
    );
    expect(again!.points).toEqual(one!.points);
    expect(other!.points).not.toEqual(one!.points);
    const extent = one!.points.map(Math.abs);
    expect(Math.max(...extent)).toBeCloseTo(1, 5);
  });

  it("places what is beyond the limit among what it is like", async () => {
    const map = await mapPictures(embeddings, { seed: 1, layoutLimit: 120 });
    expect(map.laidOut).toBe(120);
    expect(purity(map.points)).toBeGreaterThan(0.9);
  });

  it.each([2, 3, 5])("lays out %i pictures too", async (count) => {
    const { points } = await mapPictures(drawnEmbeddings(count), { seed: 1 });
    expect(points).toHaveLength(2 * count);
    expect(points.every(Number.isFinite)).toBe(true);
  });

  it("parts pictures that are the same", async () => {
    const same = {
      ...embeddings,
      data: embeddings.data.map((_, i) => (i % 16 === 0 ? 1 : 0)),
    };
    const { points } = await mapPictures(same, { seed: 1 });
    expect(points.every(Number.isFinite)).toBe(true);
  });

  it("stops between two epochs when it is cancelled", async () => {
    const abort = new AbortController();
    let epochs = 0;
    await expect(
      mapPictures(embeddings, {
        seed: 1,
        signal: abort.signal,
        onProgress: ({ unit }) => {
          if (unit === "epochs" && ++epochs === 3) abort.abort();
        },
      }),
    ).rejects.toThrow(CancelledError);
    expect(epochs).toBe(3);
  });
});

describe("trustworthiness", () => {
  it("is 1 for a map that is the truth and about a half for one at random", () => {
    const flat = drawnEmbeddings(200, { columns: 2, clouds: 1, spread: 5 });
    expect(trustworthiness(flat, flat.data)).toBeGreaterThan(0.999);
    const random = createRandom("map at random");
    const anywhere = Float32Array.from({ length: 400 }, () => random.next());
    const value = trustworthiness(flat, anywhere);
    expect(value).toBeGreaterThan(0.4);
    expect(value).toBeLessThan(0.6);
  });

  it("says nothing of a handful", () => {
    const few = drawnEmbeddings(20);
    expect(trustworthiness(few, new Float32Array(40))).toBeNull();
  });
});

/** The published library on the same neighbours. */
async function umapJs(): Promise<Float32Array> {
  const { k, rows, similarities } = await nearestNeighbours(embeddings, {
    k: 14,
  });
  const others = Array.from({ length: 240 }, (_, row) => row * k);
  const umap = new UMAP({ random: createRandom("umap-js").next });
  umap.setPrecomputedKNN(
    others.map((start, row) => [row, ...rows.subarray(start, start + k)]),
    others.map((start) => [
      0,
      ...similarities.subarray(start, start + k).map((value) => 1 - value),
    ]),
  );
  return Float32Array.from(umap.fit(others.map((start) => [start])).flat());
}
