/**
 * The order in which unlabelled pictures teach most: each next one stands for the most of what is still uncertain. The chosen set
 * covers the graph of neighbours as a facility-location function does, greedily (within 63 % of the best set), and every picture
 * counts by its uncertainty, so that the order is by variety alone as long as nothing is known.
 * Kai Wei, Rishabh Iyer, Jeff Bilmes, Submodularity in Data Subset Selection and Active Learning, 2015,
 * https://proceedings.mlr.press/v37/wei15.html; the lazy greedy search: Michel Minoux, 1978.
 */
import type { FuzzyGraph } from "./fuzzy-graph.ts";

export interface TrayOrderRequest {
  /** How strongly rows belong together. */
  readonly graph: FuzzyGraph;
  /** 1 for rows that have a label: they cover what is like them. */
  readonly isLabelled: Uint8Array;
  /** Of each row, 0 to 1; see `uncertainties`. */
  readonly uncertainty: Float32Array;
  /** At most so many. */
  readonly limit: number;
  /**
   * Every second place goes to what is most uncertain by itself. Good as soon as labels are enough for doubt to mean something
   * (`DOUBT_COUNTS_FROM` a class); before, it is worse than chance (test/bench/tray.ts).
   */
  readonly alternates?: boolean;
}

export const DOUBT_COUNTS_FROM = 3;

export interface TrayChoice {
  readonly row: number;
  /** How much of what is uncertain it stands for, itself included. */
  readonly gain: number;
}

/** The unlabelled rows, the most instructive first. */
export function trayOrder({
  graph,
  isLabelled,
  uncertainty,
  limit,
  alternates = false,
}: TrayOrderRequest): TrayChoice[] {
  const edges = adjacency(graph, isLabelled.length);
  /** How well each row is covered, 0 to 1. */
  const covered = new Float32Array(isLabelled.length);
  const cover = (row: number) => {
    covered[row] = 1;
    edges.each(row, (other, weight) => {
      if (weight > (covered[other] as number)) covered[other] = weight;
    });
  };
  const gainOf = (row: number) => {
    let gain = (uncertainty[row] as number) * (1 - (covered[row] as number));
    edges.each(row, (other, weight) => {
      const more = weight - (covered[other] as number);
      if (more > 0) gain += more * (uncertainty[other] as number);
    });
    return gain;
  };
  isLabelled.forEach((is, row) => {
    if (is === 1) cover(row);
  });
  const queue = new GainQueue();
  isLabelled.forEach((is, row) => {
    if (is === 0) queue.push(row, gainOf(row));
  });
  const order: TrayChoice[] = [];
  const isChosen = isLabelled.slice();
  const choose = (row: number, gain: number) => {
    order.push({ row, gain });
    isChosen[row] = 1;
    cover(row);
  };
  const doubtful = alternates ? mostUncertain(uncertainty) : [];
  let next = 0;
  while (order.length < limit && queue.size > 0) {
    if (order.length % 2 === 1) {
      while (isChosen[doubtful[next] ?? -1] === 1) next++;
      const row = doubtful[next];
      if (row !== undefined) {
        choose(row, gainOf(row));
        continue;
      }
    }
    const { row } = queue.pop();
    if (isChosen[row] === 1) continue;
    // Gains only fall: one that still is the largest after it is computed anew is the largest of all.
    const gain = gainOf(row);
    if (queue.size > 0 && gain < queue.largest) queue.push(row, gain);
    else choose(row, gain);
  }
  return order;
}

/**
 * How unsure probabilities are: 1 where the two likeliest classes are level, 0 where one is certain. The square root of what margin
 * sampling takes: with few labels a model's certainty is worth little (test/bench/tray.ts compares).
 */
export function uncertainties(
  probabilities: Float32Array,
  classCount: number,
): Float32Array {
  const result = new Float32Array(probabilities.length / classCount);
  for (let row = 0; row < result.length; row++) {
    let first = 0;
    let second = 0;
    for (let k = 0; k < classCount; k++) {
      const p = probabilities[row * classCount + k] as number;
      if (p > first) [first, second] = [p, first];
      else if (p > second) second = p;
    }
    result[row] = Math.sqrt(1 - (first - second));
  }
  return result;
}

function mostUncertain(uncertainty: Float32Array): readonly number[] {
  return Array.from(uncertainty.keys()).toSorted(
    (a, b) => (uncertainty[b] as number) - (uncertainty[a] as number) || a - b,
  );
}

/** The neighbours of each row, from both ends of every edge. */
function adjacency({ from, to, weights }: FuzzyGraph, count: number) {
  const starts = new Int32Array(count + 1);
  for (const row of [from, to]) {
    for (const i of row) starts[i + 1] = (starts[i + 1] as number) + 1;
  }
  for (let i = 0; i < count; i++) {
    starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number);
  }
  const ends = starts.slice(0, count);
  const others = new Int32Array(2 * from.length);
  const strengths = new Float32Array(2 * from.length);
  const put = (row: number, other: number, weight: number) => {
    const at = ends[row] as number;
    others[at] = other;
    strengths[at] = weight;
    ends[row] = at + 1;
  };
  from.forEach((row, edge) => {
    put(row, to[edge] as number, weights[edge] as number);
    put(to[edge] as number, row, weights[edge] as number);
  });
  return {
    each(row: number, visit: (other: number, weight: number) => void): void {
      const end = starts[row + 1] as number;
      for (let i = starts[row] as number; i < end; i++) {
        visit(others[i] as number, strengths[i] as number);
      }
    },
  };
}

/** A binary heap, the largest gain on top; of equals the lowest row. */
class GainQueue {
  readonly #rows: number[] = [];
  readonly #gains: number[] = [];

  get size(): number {
    return this.#rows.length;
  }

  get largest(): number {
    return this.#gains[0] as number;
  }

  push(row: number, gain: number): void {
    let at = this.#rows.length;
    this.#rows.push(row);
    this.#gains.push(gain);
    for (let up = (at - 1) >> 1; at > 0 && this.#isBefore(at, up);) {
      this.#swap(at, up);
      at = up;
      up = (at - 1) >> 1;
    }
  }

  pop(): { row: number; gain: number } {
    const top = {
      row: this.#rows[0] as number,
      gain: this.#gains[0] as number,
    };
    const row = this.#rows.pop() as number;
    const gain = this.#gains.pop() as number;
    if (this.size === 0) return top;
    this.#rows[0] = row;
    this.#gains[0] = gain;
    for (let at = 0; ;) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.size && this.#isBefore(child, first)) first = child;
      }
      if (first === at) return top;
      this.#swap(at, first);
      at = first;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.#gains[a] as number) - (this.#gains[b] as number);
    return (
      difference > 0 || (difference === 0 && this.#rows[a]! < this.#rows[b]!)
    );
  }

  #swap(a: number, b: number): void {
    [this.#rows[a], this.#rows[b]] = [this.#rows[b]!, this.#rows[a]!];
    [this.#gains[a], this.#gains[b]] = [this.#gains[b]!, this.#gains[a]!];
  }
}
