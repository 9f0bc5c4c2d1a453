import { describe, expect, it } from "vitest";

import { CancelledError } from "#engine/base/cancellation.ts";
import {
  nearestNeighbours,
  type Neighbours,
} from "#engine/curation/neighbours.ts";
import { drawnEmbeddings } from "#test/helpers/drawn-embeddings.ts";

const embeddings = drawnEmbeddings(300);

/** By comparing every pair, in double precision. */
function bruteForce(
  query: number,
  candidates: readonly number[],
  k: number,
): number[] {
  const { data, columns } = embeddings;
  const cosine = (row: number) => {
    let sum = 0;
    for (let i = 0; i < columns; i++) {
      sum += data[query * columns + i]! * data[row * columns + i]!;
    }
    return sum;
  };
  return candidates
    .filter((row) => row !== query)
    .toSorted((a, b) => cosine(b) - cosine(a))
    .slice(0, k);
}

function neighboursOf({ k, rows }: Neighbours, query: number): number[] {
  return [...rows.subarray(query * k, (query + 1) * k)];
}

const everyRow = Array.from({ length: 300 }, (_, row) => row);

describe("nearestNeighbours", () => {
  it("finds what comparing every pair finds, nearest first, without the query", async () => {
    const found = await nearestNeighbours(embeddings, { k: 7 });
    expect(found.isExact).toBe(true);
    for (const query of [0, 17, 299]) {
      expect(neighboursOf(found, query)).toEqual(
        bruteForce(query, everyRow, 7),
      );
    }
    for (let i = 1; i < 7; i++) {
      expect(found.similarities[i]!).toBeLessThanOrEqual(
        found.similarities[i - 1]!,
      );
    }
  });

  it("keeps to the queries and the candidates that it is given", async () => {
    const among = Int32Array.from(everyRow.filter((row) => row % 3 === 0));
    const queries = Int32Array.of(1, 9);
    const found = await nearestNeighbours(embeddings, { k: 4, queries, among });
    expect(found.k).toBe(4);
    expect(neighboursOf(found, 0)).toEqual(bruteForce(1, [...among], 4));
    expect(neighboursOf(found, 1)).toEqual(bruteForce(9, [...among], 4));
  });

  it("gives as many as there are, and copies of a picture as others", async () => {
    const data = Float32Array.of(1, 0, 1, 0, 0, 1);
    const tiny = {
      imageIds: Int32Array.of(1, 2, 3),
      columns: 2,
      data,
      lengths: Float32Array.of(1, 1, 1),
    };
    const found = await nearestNeighbours(tiny, { k: 10 });
    expect(found.k).toBe(2);
    expect(neighboursOf(found, 0)).toEqual([1, 2]);
    expect(neighboursOf(found, 1)).toEqual([0, 2]);
    expect([...found.similarities]).toEqual([1, 0, 1, 0, 0, 0]);
  });

  it("is told so when there is nobody else", async () => {
    const alone = drawnEmbeddings(1);
    expect(await nearestNeighbours(alone, { k: 5 })).toMatchObject({ k: 0 });
  });

  it("finds nearly all of them by a graph of neighbours, one query too", async () => {
    const exact = await nearestNeighbours(embeddings, { k: 10 });
    const found = await nearestNeighbours(embeddings, {
      k: 10,
      exactLimit: 99,
    });
    expect(found.isExact).toBe(false);
    const hits = found.rows.filter((row, i) => {
      const query = Math.floor(i / 10);
      return neighboursOf(exact, query).includes(row);
    });
    expect(hits.length / found.rows.length).toBeGreaterThan(0.97);
    expect(found.similarities[0]).toBeCloseTo(exact.similarities[0]!, 2);
    const one = await nearestNeighbours(embeddings, {
      k: 10,
      exactLimit: 99,
      queries: Int32Array.of(5),
    });
    expect([...one.rows]).toEqual(neighboursOf(found, 5));
  });

  it("stops when it is cancelled", async () => {
    const abort = AbortSignal.abort();
    await expect(
      nearestNeighbours(embeddings, { k: 3, signal: abort }),
    ).rejects.toThrow(CancelledError);
  });
});
