/**
 * The graph of UMAP: how strongly pictures belong together, from the distances to their nearest neighbours.
 * Leland McInnes, John Healy, James Melville, UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction, 2018,
 * https://arxiv.org/abs/1802.03426, section 3.1 and algorithms 2 and 3.
 */
import type { Neighbours } from "./neighbours.ts";

/** Undirected edges between rows, each once. */
export interface FuzzyGraph {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** 0 to 1. */
  readonly weights: Float32Array;
}

const SEARCH_STEPS = 64;
const TOLERANCE = 1e-5;
/** No neighbourhood is narrower than this share of its mean distance. */
const LEAST_SCALE = 1e-3;

/** @param neighbours of every row */
export function fuzzyGraph({ k, rows, similarities }: Neighbours): FuzzyGraph {
  const strengths = membershipStrengths(k, similarities);
  const from: number[] = [];
  const to: number[] = [];
  const weights: number[] = [];
  for (let edge = 0; edge < rows.length; edge++) {
    const row = Math.floor(edge / k);
    const other = rows[edge] as number;
    if (other < 0) continue;
    const back = rows.subarray(other * k, (other + 1) * k).indexOf(row);
    // Of two that name each other, the first has said it.
    if (back >= 0 && other < row) continue;
    const there = strengths[edge] as number;
    const here = back < 0 ? 0 : (strengths[other * k + back] as number);
    from.push(row);
    to.push(other);
    weights.push(there + here - there * here);
  }
  return {
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    weights: Float32Array.from(weights),
  };
}

/** Falls off from 1 at the nearest neighbour, at each row's own scale, so that a row's strengths sum to log2 of their number. */
function membershipStrengths(
  k: number,
  similarities: Float32Array,
): Float32Array {
  const strengths = new Float32Array(similarities.length);
  const wanted = Math.log2(k + 1);
  for (let start = 0; start < similarities.length; start += k) {
    const distances = similarities
      .subarray(start, start + k)
      .map((similarity) => Math.max(0, 1 - similarity));
    const nearest = distances.find((distance) => distance > 0) ?? 0;
    const scale = scaleFor(distances, nearest, wanted);
    distances.forEach((distance, i) => {
      const beyond = Math.max(0, distance - nearest);
      strengths[start + i] = beyond === 0 ? 1 : Math.exp(-beyond / scale);
    });
  }
  return strengths;
}

function scaleFor(
  distances: Float32Array,
  nearest: number,
  wanted: number,
): number {
  let low = 0;
  let high = Infinity;
  let scale = 1;
  for (let step = 0; step < SEARCH_STEPS; step++) {
    let sum = 0;
    for (const distance of distances) {
      sum += Math.exp(-Math.max(0, distance - nearest) / scale);
    }
    if (Math.abs(sum - wanted) < TOLERANCE) break;
    if (sum > wanted) high = scale;
    else low = scale;
    scale = high === Infinity ? scale * 2 : (low + high) / 2;
  }
  const mean =
    distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  return Math.max(scale, LEAST_SCALE * mean, Number.MIN_VALUE);
}
