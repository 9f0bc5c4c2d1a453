/**
 * Whether neighbours on a map are neighbours in truth.
 * Jarkko Venna, Samuel Kaski, Neighborhood preservation in nonlinear projection methods: an experimental study, 2001,
 * https://doi.org/10.1007/3-540-44668-0_68.
 */
import type { Embeddings } from "./embeddings.ts";

/** More points are judged by an even choice of so many, among themselves. */
const MAX_POINTS = 1500;
const NEIGHBOURS = 12;

/**
 * @param points [rows × 2]
 * @returns 1 where every neighbour on the map is one in truth; about 0.5 for a map at random; null for fewer than 26 points
 */
export function trustworthiness(
  { columns, data }: Pick<Embeddings, "columns" | "data">,
  points: Float32Array,
): number | null {
  const total = points.length / 2;
  const count = Math.min(total, MAX_POINTS);
  const k = NEIGHBOURS;
  if (count <= 2 * k + 1) return null;
  const rows = Array.from({ length: count }, (_, i) =>
    Math.floor((i * total) / count),
  );
  let penalty = 0;
  const others = new Int32Array(count - 1);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count - 1; j++) others[j] = j < i ? j : j + 1;
    const inTruth = new Float32Array(count);
    const onMap = new Float32Array(count);
    for (const j of others) {
      const [a, b] = [rows[i] as number, rows[j] as number];
      inTruth[j] = -dot(data, a * columns, b * columns, columns);
      const dx = (points[2 * a] as number) - (points[2 * b] as number);
      const dy = (points[2 * a + 1] as number) - (points[2 * b + 1] as number);
      onMap[j] = dx * dx + dy * dy;
    }
    const rank = new Int32Array(count);
    byDistance(others, inTruth).forEach((j, place) => (rank[j] = place + 1));
    for (const j of byDistance(others, onMap).subarray(0, k)) {
      penalty += Math.max(0, (rank[j] as number) - k);
    }
  }
  return 1 - (2 * penalty) / (count * k * (2 * count - 3 * k - 1));
}

function byDistance(others: Int32Array, distance: Float32Array): Int32Array {
  return others.toSorted(
    (a, b) => (distance[a] as number) - (distance[b] as number) || a - b,
  );
}

function dot(
  data: Float32Array,
  a: number,
  b: number,
  columns: number,
): number {
  let sum = 0;
  for (let i = 0; i < columns; i++) {
    sum += (data[a + i] as number) * (data[b + i] as number);
  }
  return sum;
}
