import { availableParallelism } from "node:os";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import { indexedFinder } from "./approximate-finder.ts";
import type { Embeddings } from "./embeddings.ts";
import { exactFinder } from "./exact-finder.ts";

/** For each query the nearest rows, nearest first, without the query itself. */
export interface Neighbours {
  /** Neighbours per query. */
  readonly k: number;
  /** [queries × k], rows of the embeddings. */
  readonly rows: Int32Array;
  /** [queries × k], cosines; 1 for the same direction. */
  readonly similarities: Float32Array;
  /** Whether every row was compared with every other. */
  readonly isExact: boolean;
}

export interface NeighboursOptions {
  /** Wanted; fewer where there are not so many other rows. */
  readonly k: number;
  /** Rows whose neighbours are wanted; default all. */
  readonly queries?: Int32Array;
  /** Rows that can be neighbours; default all. */
  readonly among?: Int32Array;
  /** Default: as many as the machine has cores. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ReportProgress | undefined;
  /** Up to so many candidates every one is compared; beyond, a graph of neighbours is searched. Default 200,000. */
  readonly exactLimit?: number;
}

/** Answers queries about a fixed set of rows. */
export interface NeighbourFinder {
  readonly isExact: boolean;
  /** Queries that are answered in well under a second. */
  readonly blockSize: number;
  /**
   * @param queries [count × columns]
   * @returns positions among the candidates and cosines, [count × k], nearest first; −1 where nothing was found
   */
  find(
    queries: Float32Array,
    count: number,
    k: number,
  ): Promise<{ positions: Int32Array; similarities: Float32Array }>;
  dispose(): Promise<void>;
}

/** Above it, comparing all with all would take minutes. */
const EXACT_LIMIT = 200_000;

/**
 * The nearest rows by cosine: exact, by blocks of one matrix product and a choice of the largest, up to 200,000 candidates; beyond, by a
 * graph of neighbours (see approximate-finder.ts).
 * @throws CancelledError
 */
export async function nearestNeighbours(
  embeddings: Embeddings,
  options: NeighboursOptions,
): Promise<Neighbours> {
  const { signal, onProgress, among } = options;
  const queries = options.queries ?? rangeOf(embeddings.imageIds.length);
  const candidates =
    among === undefined
      ? embeddings
      : { ...embeddings, data: gatherEmbeddings(embeddings, among) };
  const count = among?.length ?? embeddings.imageIds.length;
  // A query that is itself a candidate finds itself, and that is dropped.
  const findsItself = hasCommon(queries, among);
  const k = Math.max(0, Math.min(options.k, findsItself ? count - 1 : count));
  const rows = new Int32Array(queries.length * k).fill(-1);
  const similarities = new Float32Array(queries.length * k).fill(-1);
  if (k === 0) return { k, rows, similarities, isExact: true };
  const finder = await openFinder(candidates, count, options);
  try {
    const wanted = Math.min(count, k + (findsItself ? 1 : 0));
    for (let done = 0; done < queries.length;) {
      throwIfCancelled(signal);
      const block = queries.subarray(done, done + finder.blockSize);
      const found = await finder.find(
        gatherEmbeddings(embeddings, block),
        block.length,
        wanted,
      );
      for (const [index, query] of block.entries()) {
        const at = (done + index) * k;
        let kept = 0;
        for (let i = 0; i < wanted && kept < k; i++) {
          const position = found.positions[index * wanted + i] as number;
          const row = position < 0 ? -1 : (among?.[position] ?? position);
          if (row < 0 || row === query) continue;
          rows[at + kept] = row;
          similarities[at + kept] = found.similarities[
            index * wanted + i
          ] as number;
          kept++;
        }
      }
      done += block.length;
      onProgress?.({
        phase: "Comparing pictures",
        done,
        total: queries.length,
        unit: "images",
      });
      // Lets messages in: the native calls never yield to the event loop on their own.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    await finder.dispose();
  }
  return { k, rows, similarities, isExact: finder.isExact };
}

/** Of these rows only. */
export function chosenEmbeddings(
  embeddings: Embeddings,
  rows: Int32Array,
): Embeddings {
  return {
    imageIds: rows.map((row) => embeddings.imageIds[row] as number),
    columns: embeddings.columns,
    data: gatherEmbeddings(embeddings, rows),
    lengths: Float32Array.from(
      rows,
      (row) => embeddings.lengths[row] as number,
    ),
  };
}

/** These rows, one after the other. */
export function gatherEmbeddings(
  { columns, data }: Pick<Embeddings, "columns" | "data">,
  rows: Int32Array,
): Float32Array<ArrayBuffer> {
  const gathered = new Float32Array(rows.length * columns);
  rows.forEach((row, index) =>
    gathered.set(
      data.subarray(row * columns, (row + 1) * columns),
      index * columns,
    ),
  );
  return gathered;
}

async function openFinder(
  candidates: Pick<Embeddings, "columns" | "data">,
  count: number,
  options: NeighboursOptions,
): Promise<NeighbourFinder> {
  const threads = options.threads ?? availableParallelism();
  if (count > (options.exactLimit ?? EXACT_LIMIT)) {
    const finder = await indexedFinder(candidates, count, {
      ...options,
      threads,
    });
    if (finder !== null) return finder;
  }
  return exactFinder(candidates, count, threads);
}

function hasCommon(queries: Int32Array, among?: Int32Array): boolean {
  if (among === undefined) return true;
  const candidates = new Set(among);
  return queries.some((row) => candidates.has(row));
}

function rangeOf(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row);
}
