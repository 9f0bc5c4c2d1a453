import type { ReportProgress } from "#engine/base/progress.ts";
import { createRandom } from "#engine/base/random.ts";
import type { Embeddings } from "./embeddings.ts";
import { fuzzyGraph } from "./fuzzy-graph.ts";
import { chosenEmbeddings, nearestNeighbours } from "./neighbours.ts";
import { trustworthiness } from "./trustworthiness.ts";
import { layOut } from "./umap-layout.ts";

export interface PictureMap {
  /** [rows × 2], −1 to 1. */
  readonly points: Float32Array;
  /** Rows that the layout was made of; the others were placed among their nearest ones. */
  readonly laidOut: number;
  /** 0 to 1; null for a handful of pictures. */
  readonly trustworthiness: number | null;
}

export interface PictureMapOptions {
  readonly seed: number;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ReportProgress | undefined;
  /** Above so many rows, so many are laid out. Default 50,000: an epoch then takes half a second. */
  readonly layoutLimit?: number;
}

const LAYOUT_LIMIT = 50_000;
/** UMAP's usual 15 with the point itself. */
const NEIGHBOURS = 14;
/** By which the others find their place. */
const ANCHORS = 5;

/**
 * A map on which pictures that look alike lie together: UMAP on the exact graph of nearest neighbours.
 * @param embeddings rows along principal axes: the first two are where the layout starts
 * @throws CancelledError
 */
export async function mapPictures(
  embeddings: Embeddings,
  options: PictureMapOptions,
): Promise<PictureMap> {
  const count = embeddings.imageIds.length;
  const laidOut = chosenRows(
    count,
    options.layoutLimit ?? LAYOUT_LIMIT,
    options.seed,
  );
  const sample = chosenEmbeddings(embeddings, laidOut);
  const points = new Float32Array(count * 2);
  const neighbours = await nearestNeighbours(sample, {
    ...options,
    k: NEIGHBOURS,
  });
  const layout =
    neighbours.k === 0
      ? startOf(sample)
      : await layOut(fuzzyGraph(neighbours), startOf(sample), options);
  laidOut.forEach((row, i) => {
    points.set(layout.subarray(2 * i, 2 * i + 2), 2 * row);
  });
  await placeOthers(embeddings, laidOut, points, options);
  return {
    points: toUnitSquare(points),
    laidOut: laidOut.length,
    trustworthiness: trustworthiness(embeddings, points),
  };
}

/** In rising order. */
function chosenRows(count: number, limit: number, seed: number): Int32Array {
  const rows = Int32Array.from({ length: count }, (_, row) => row);
  if (count <= limit) return rows;
  const random = createRandom(seed, "map sample");
  for (let i = 0; i < limit; i++) {
    const j = i + random.integer(count - i);
    [rows[i], rows[j]] = [rows[j] as number, rows[i] as number];
  }
  return rows.slice(0, limit).toSorted();
}

function startOf({ columns, data, imageIds }: Embeddings): Float32Array {
  return Float32Array.from({ length: imageIds.length * 2 }, (_, i) =>
    i % 2 < columns ? (data[(i >> 1) * columns + (i % 2)] as number) : 0,
  );
}

/** Puts each other row between the laid-out rows that are most like it, the more like the nearer. */
async function placeOthers(
  embeddings: Embeddings,
  laidOut: Int32Array,
  points: Float32Array,
  options: PictureMapOptions,
): Promise<void> {
  const isLaidOut = new Uint8Array(embeddings.imageIds.length);
  for (const row of laidOut) isLaidOut[row] = 1;
  const others = Int32Array.from(isLaidOut.keys()).filter(
    (row) => isLaidOut[row] === 0,
  );
  if (others.length === 0) return;
  const { k, rows, similarities } = await nearestNeighbours(embeddings, {
    ...options,
    k: ANCHORS,
    queries: others,
    among: laidOut,
  });
  others.forEach((row, i) => {
    const farthest = similarities[i * k + k - 1] as number;
    let sum = 0;
    let x = 0;
    let y = 0;
    for (let edge = i * k; edge < (i + 1) * k; edge++) {
      const anchor = rows[edge] as number;
      if (anchor < 0) continue;
      const weight = (similarities[edge] as number) - farthest + 0.01;
      sum += weight;
      x += weight * (points[2 * anchor] as number);
      y += weight * (points[2 * anchor + 1] as number);
    }
    points.set(sum > 0 ? [x / sum, y / sum] : [0, 0], 2 * row);
  });
}

/** Centred, the longer side from −1 to 1. */
function toUnitSquare(points: Float32Array): Float32Array {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  points.forEach((value, i) => {
    const axis = i % 2;
    low[axis] = Math.min(low[axis] as number, value);
    high[axis] = Math.max(high[axis] as number, value);
  });
  const [left, bottom] = low as [number, number];
  const [right, top] = high as [number, number];
  const half = Math.max(right - left, top - bottom, 1e-9) / 2;
  return points.map((value, i) =>
    i % 2 === 0
      ? (value - (left + right) / 2) / half
      : (value - (bottom + top) / 2) / half,
  );
}
