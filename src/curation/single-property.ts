/**
 * How well one property of pictures tells their class: a histogram per class is learnt on four fifths and asked about the last fifth, five
 * times over. A property that should say nothing about the content and tells the classes all the same is a shortcut that a network takes
 * too (Geirhos et al., Shortcut Learning in Deep Neural Networks, 2020, doi.org/10.1038/s42256-020-00257-z).
 */
export interface PropertyScore {
  /** Share of pictures whose class was told rightly, 0 to 1. */
  readonly accuracy: number;
  /** Share that is right when always the largest class is told. */
  readonly chance: number;
  /** What the property takes of the errors of chance: 0 nothing, 1 all. */
  readonly explained: number;
  /** Standard errors that accuracy lies above chance. */
  readonly sigmas: number;
}

const FOLDS = 5;
/** Bins of a number, each with as many pictures; few enough that a bin has several pictures of a class. */
const MOST_BINS = 32;
const PICTURES_PER_BIN = 10;

/**
 * @param bins of each picture, from 0
 * @param labels of each picture, from 0
 */
export function scoreProperty(
  bins: Int32Array,
  binCount: number,
  labels: Int32Array,
  classCount: number,
): PropertyScore {
  let correct = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const counts = new Int32Array(binCount * classCount);
    const totals = new Int32Array(classCount);
    labels.forEach((label, i) => {
      if (foldOf(i) === fold) return;
      counts[bins[i]! * classCount + label]! += 1;
      totals[label]! += 1;
    });
    const largest = largestOf(totals, 0, classCount);
    const told = Int32Array.from({ length: binCount }, (_, bin) => {
      const best = largestOf(counts, bin * classCount, classCount);
      return counts[bin * classCount + best] === 0 ? largest : best;
    });
    labels.forEach((label, i) => {
      if (foldOf(i) !== fold) return;
      if (told[bins[i]!] === label) correct += 1;
    });
  }
  const count = labels.length;
  const accuracy = correct / count;
  // Of all pictures: of four fifths of even classes, the largest is the smallest of the last fifth.
  const sizes = new Int32Array(classCount);
  for (const label of labels) sizes[label]! += 1;
  const chance = Math.max(...sizes) / count;
  const error = Math.sqrt((chance * (1 - chance)) / count);
  return {
    accuracy,
    chance,
    explained: chance === 1 ? 0 : (accuracy - chance) / (1 - chance),
    sigmas: error === 0 ? 0 : (accuracy - chance) / error,
  };
}

/** Deals numbers into bins of about equally many; equal numbers are in the same bin. */
export function binNumbers(values: Float64Array): {
  bins: Int32Array;
  binCount: number;
} {
  const sorted = values.toSorted();
  const wanted = Math.max(
    2,
    Math.min(MOST_BINS, Math.floor(values.length / PICTURES_PER_BIN)),
  );
  const edges: number[] = [];
  for (let bin = 1; bin < wanted; bin++) {
    const edge = sorted[Math.floor((bin * sorted.length) / wanted)]!;
    if (edge > (edges.at(-1) ?? sorted[0]!)) edges.push(edge);
  }
  const bins = Int32Array.from(values, (value) => countUpTo(edges, value));
  return { bins, binCount: edges.length + 1 };
}

/** How many of the rising edges are at most the value. */
function countUpTo(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Scattered over the order of the pictures, which is often that of their classes. */
function foldOf(index: number): number {
  return (Math.imul(index + 1, 0x9e3779b1) >>> 16) % FOLDS;
}

function largestOf(counts: Int32Array, start: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) {
    if (counts[start + i]! > counts[start + best]!) best = i;
  }
  return best;
}
