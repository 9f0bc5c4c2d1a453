/**
 * A layout of a fuzzy graph in the plane, by UMAP's stochastic gradient descent.
 * Leland McInnes, John Healy, James Melville, UMAP, 2018, https://arxiv.org/abs/1802.03426, section 3.2 and algorithm 5.
 * Ours because umap-js keeps the graph in maps of strings: 20,000 pictures took 11 s in one call and 1.3 GB before the first step;
 * test/unit/curation/umap-layout.test.ts compares the two.
 */
import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import { createRandom } from "#engine/base/random.ts";
import type { FuzzyGraph } from "./fuzzy-graph.ts";

export interface LayoutOptions {
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ReportProgress | undefined;
}

/** The curve 1 / (1 + a d^2b) that fits a least distance of 0.1 at a spread of 1. */
const A = 1.5769434603113077;
const B = 0.8950608779109733;
/** Points that are pushed away for each that is pulled. */
const NEGATIVE_SAMPLES = 5;
const MAX_STEP = 4;
/** The start's extent, to both sides. */
const START_EXTENT = 10;

/** Times over the graph: few suffice where there are many points. */
function epochsFor(count: number): number {
  return count <= 10_000 ? 500 : 200;
}

/**
 * @param start [points × 2], such as the first two principal components; not changed
 * @returns [points × 2], the same for the same seed
 * @throws CancelledError
 */
export async function layOut(
  graph: FuzzyGraph,
  start: Float32Array,
  { seed, signal, onProgress }: LayoutOptions,
): Promise<Float32Array> {
  const count = start.length / 2;
  const random = createRandom(seed, "umap");
  const extent = start.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-9);
  const points = start.map(
    // The noise parts pictures that are the same.
    (x) => (x / extent) * START_EXTENT + random.uniform(-1e-3, 1e-3),
  );
  const epochs = epochsFor(count);
  const walk = edgeWalk(graph, epochs);
  for (let epoch = 0; epoch < epochs; epoch++) {
    throwIfCancelled(signal);
    const rate = 1 - epoch / epochs;
    walk(epoch, (head, tail, negatives) => {
      const distance = squaredDistance(points, head, tail);
      if (distance > 0) {
        const pull =
          (-2 * A * B * distance ** (B - 1)) / (1 + A * distance ** B);
        move(points, head, tail, pull, rate, true);
      }
      for (let i = 0; i < negatives; i++) {
        const other = random.integer(count);
        if (other === head) continue;
        const apart = squaredDistance(points, head, other);
        const push =
          apart > 0
            ? (2 * B) / ((0.001 + apart) * (1 + A * apart ** B))
            : MAX_STEP;
        move(points, head, other, push, rate, false);
      }
    });
    onProgress?.({
      phase: "Laying out the map",
      done: epoch + 1,
      total: epochs,
      unit: "epochs",
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return points;
}

/** Visits both directions of each edge as often as its weight says, and says how many points to push away. */
function edgeWalk({ from, to, weights }: FuzzyGraph, epochs: number) {
  const strongest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const isUsed = weights.map((weight) => (weight * epochs < strongest ? 0 : 1));
  const period = weights.map((weight) => strongest / weight);
  const next = period.slice();
  return (
    epoch: number,
    visit: (head: number, tail: number, negatives: number) => void,
  ) => {
    for (let edge = 0; edge < from.length; edge++) {
      if (isUsed[edge] === 0 || (next[edge] as number) > epoch + 1) continue;
      next[edge] = (next[edge] as number) + (period[edge] as number);
      const [one, other] = [from[edge] as number, to[edge] as number];
      visit(one, other, NEGATIVE_SAMPLES);
      visit(other, one, NEGATIVE_SAMPLES);
    }
  };
}

function squaredDistance(points: Float32Array, i: number, j: number): number {
  const dx = (points[2 * i] as number) - (points[2 * j] as number);
  const dy = (points[2 * i + 1] as number) - (points[2 * j + 1] as number);
  return dx * dx + dy * dy;
}

/** Moves a point along the line to another by `strength` times their difference, and the other the opposite way if it is to. */
function move(
  points: Float32Array,
  head: number,
  tail: number,
  strength: number,
  rate: number,
  movesBoth: boolean,
): void {
  for (let axis = 0; axis < 2; axis++) {
    const i = 2 * head + axis;
    const j = 2 * tail + axis;
    const difference = (points[i] as number) - (points[j] as number);
    const step =
      rate * Math.max(-MAX_STEP, Math.min(MAX_STEP, strength * difference));
    points[i] = (points[i] as number) + step;
    if (movesBoth) points[j] = (points[j] as number) - step;
  }
}
