/**
 * Nearest neighbours among more rows than can be compared one by one: a graph of neighbours in layers (usearch).
 * Yury A. Malkov, Dmitry A. Yashunin, Efficient and robust approximate nearest neighbor search using Hierarchical Navigable Small World
 * graphs, 2018, https://arxiv.org/abs/1603.09320.
 */
import type * as Usearch from "usearch";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { NeighbourFinder, NeighboursOptions } from "./neighbours.ts";

/** Rows of one call; a few tenths of a second. */
const BLOCK = 2000;
/** Links per row, and how many rows are looked at while the graph grows and when it is asked. */
const CONNECTIVITY = 24;
const EXPANSION_ADD = 96;
const EXPANSION_SEARCH = 96;

/**
 * @param candidates [count × columns], unit rows; kept in half precision
 * @returns null where usearch has no binary for this machine
 */
export async function indexedFinder(
  { columns, data }: { readonly columns: number; readonly data: Float32Array },
  count: number,
  options: Pick<NeighboursOptions, "signal" | "onProgress"> & {
    readonly threads: number;
  },
): Promise<NeighbourFinder | null> {
  const { threads, signal, onProgress } = options;
  const library = await loadLibrary();
  if (library === null) return null;
  const { Index, MetricKind, ScalarKind } = library;
  const index = new Index({
    dimensions: columns,
    metric: MetricKind.IP,
    quantization: ScalarKind.F16,
    connectivity: CONNECTIVITY,
    expansion_add: EXPANSION_ADD,
    expansion_search: EXPANSION_SEARCH,
    multi: false,
  });
  for (let start = 0; start < count; start += BLOCK) {
    throwIfCancelled(signal);
    const end = Math.min(count, start + BLOCK);
    const keys = BigUint64Array.from({ length: end - start }, (_, i) =>
      BigInt(start + i),
    );
    index.add(keys, data.subarray(start * columns, end * columns), threads);
    onProgress?.({
      phase: "Indexing pictures",
      done: end,
      total: count,
      unit: "images",
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    isExact: false,
    blockSize: BLOCK,
    async find(queries, queryCount, k) {
      const { keys, distances, counts } = index.search([queries], k, threads);
      const positions = new Int32Array(queryCount * k).fill(-1);
      const similarities = new Float32Array(queryCount * k).fill(-1);
      for (let query = 0; query < queryCount; query++) {
        // The answer to a single query comes without counts, whatever the types say.
        const found = Number(counts?.[query] ?? keys.length);
        for (let i = query * k; i < query * k + found; i++) {
          positions[i] = Number(keys[i]);
          similarities[i] = 1 - (distances[i] as number);
        }
      }
      return { positions, similarities };
    },
    dispose: () => Promise.resolve(),
  };
}

async function loadLibrary(): Promise<typeof Usearch | null> {
  try {
    return await import("usearch");
  } catch {
    return null;
  }
}
