/**
 * Labels that are likely wrong, from probabilities by models that did not learn from them.
 * Curtis G. Northcutt, Lu Jiang, Isaac L. Chuang, Confident Learning: Estimating Uncertainty in Dataset Labels, 2021,
 * https://arxiv.org/abs/1911.00068, sections 3.1 and 3.2. The paper's method names stand in brackets.
 */
import {
  classAdjustment,
  labelQuality,
  type LabelQualityScore,
} from "./label-quality.ts";
import { indexOfLargest, type ScoredLabels } from "./scored-labels.ts";

/** Who is called a likely error. */
export type LabelErrorMethod =
  /** Confidently another class (C confident). */
  | "confident-class"
  /** In each class as many as the joint says, least probable label first (prune by class). */
  | "by-class"
  /** For each pair of classes as many as the joint says, largest margin first (prune by noise rate). */
  | "by-noise-rate"
  /** Both of the latter (C + NR). */
  | "by-class-and-noise-rate";

export interface LabelErrorOptions {
  readonly method?: LabelErrorMethod;
  readonly ranking?: LabelQualityScore;
  /** Ranks after each class's threshold is taken away; see `classAdjustment`. */
  readonly adjusted?: boolean;
  /** Only labels beside which another class is at least so many times as likely; 0: all. */
  readonly leastRatio?: number;
}

export interface LabelError {
  readonly row: number;
  /** The class that it probably is. */
  readonly suggested: number;
  /** Quality of the label by the ranking, 0 to 1; lower is worse. */
  readonly quality: number;
}

/**
 * Chosen by the numbers of test/bench/label-errors.ts. On the published predictions of CIFAR-10 (54 labels that people found wrong): 270
 * called, precision 0.181, recall 0.907; without the ratio, which is cleanlab's default, 284 called, 0.173, 0.907; as many by
 * self-confidence, 0.163, 0.815. Of 5 % labels changed at random in clothing-10, under our instant baseline: precision 0.31 with, 0.17
 * without the ratio.
 */
const DEFAULT_LABEL_ERROR_OPTIONS = {
  method: "by-noise-rate",
  ranking: "likelihood-ratio",
  adjusted: false,
  leastRatio: 6,
} as const satisfies LabelErrorOptions;

/** Rounding of single precision must not decide. */
const TOLERANCE = 1e-6;

/** Likely wrong labels, the worst first. A label that is the most probable class is never one. */
export function findLabelErrors(
  scored: ScoredLabels,
  options: LabelErrorOptions = {},
): LabelError[] {
  const { method, ranking, adjusted, leastRatio } = {
    ...DEFAULT_LABEL_ERROR_OPTIONS,
    ...options,
  };
  const thresholds = confidentThresholds(scored);
  const guesses = confidentClasses(scored, thresholds);
  const isError = METHODS[method](scored, guesses);
  const quality = labelQuality(
    scored,
    ranking,
    adjusted ? classAdjustment(thresholds) : undefined,
  );
  const beside = labelQuality(scored, "likelihood-ratio");
  const errors: LabelError[] = [];
  for (let row = 0; row < isError.length; row++) {
    const suggested = mostProbableClass(scored, row);
    const isUnlikely = (beside[row] as number) <= 1 / (1 + leastRatio);
    if (isError[row] === 1 && isUnlikely && suggested !== scored.labels[row]) {
      errors.push({ row, suggested, quality: quality[row] as number });
    }
  }
  return errors.toSorted((a, b) => a.quality - b.quality || a.row - b.row);
}

/** For each class the mean probability that pictures with its label give it; infinite for a class without pictures. */
export function confidentThresholds(scored: ScoredLabels): Float64Array {
  const { classCount, labels, probabilities } = scored;
  const sums = new Float64Array(classCount);
  const counts = new Float64Array(classCount);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    counts[label] = (counts[label] as number) + 1;
    sums[label] =
      (sums[label] as number) +
      (probabilities[row * classCount + label] as number);
  }
  return sums.map((total, label) =>
    counts[label] === 0 ? Infinity : total / (counts[label] as number),
  );
}

/**
 * The class that each row reaches the threshold of; of several the most probable one; −1 where there is none, which is often an outlier.
 */
export function confidentClasses(
  scored: ScoredLabels,
  thresholds: Float64Array,
): Int32Array {
  const { classCount, labels, probabilities } = scored;
  const result = new Int32Array(labels.length).fill(-1);
  for (let row = 0; row < labels.length; row++) {
    let reached = 0;
    for (let k = 0; k < classCount; k++) {
      const p = probabilities[row * classCount + k] as number;
      if (p < (thresholds[k] as number) - TOLERANCE) continue;
      result[row] = k;
      reached++;
    }
    if (reached > 1) result[row] = mostProbableClass(scored, row);
  }
  return result;
}

/**
 * How many pictures with given label i are truly of class j: the confident counts, scaled so that each row has as many pictures as the
 * label, in whole numbers. At least one picture of every class is taken to be right.
 * @returns [given × true]
 */
export function confidentJoint(
  { classCount, labels }: ScoredLabels,
  guesses: Int32Array,
): Int32Array {
  const counts = new Float64Array(classCount * classCount);
  const given = new Float64Array(classCount);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    const guess = guesses[row] as number;
    given[label] = (given[label] as number) + 1;
    if (guess >= 0) {
      const cell = label * classCount + guess;
      counts[cell] = (counts[cell] as number) + 1;
    }
  }
  const joint = new Int32Array(classCount * classCount);
  for (let label = 0; label < classCount; label++) {
    const start = label * classCount;
    const row = counts.subarray(start, start + classCount);
    row[label] = Math.max(1, row[label] as number);
    const total = row.reduce((sum, value) => sum + value, 0);
    const scale = (given[label] as number) / total;
    joint.set(
      roundedToSum(row.map((value) => value * scale)),
      label * classCount,
    );
  }
  return joint;
}

const METHODS: Readonly<
  Record<
    LabelErrorMethod,
    (scored: ScoredLabels, guesses: Int32Array) => Uint8Array
  >
> = {
  "confident-class": ({ labels }, guesses) =>
    Uint8Array.from(guesses, (guess, row) =>
      guess >= 0 && guess !== labels[row] ? 1 : 0,
    ),
  "by-class": pruneByClass,
  "by-noise-rate": pruneByNoiseRate,
  "by-class-and-noise-rate": (scored, guesses) => {
    const byNoiseRate = pruneByNoiseRate(scored, guesses);
    return pruneByClass(scored, guesses).map(
      (isError, row) => isError & (byNoiseRate[row] as number),
    );
  },
};

function pruneByClass(scored: ScoredLabels, guesses: Int32Array): Uint8Array {
  const { classCount, probabilities } = scored;
  const joint = confidentJoint(scored, guesses);
  const isError = new Uint8Array(scored.labels.length);
  rowsByLabel(scored).forEach((rows, label) => {
    const right = joint[label * classCount + label] as number;
    markLowest(
      isError,
      rows,
      (row) => probabilities[row * classCount + label] as number,
      Math.min(rows.length - right, rows.length - 1),
    );
  });
  return isError;
}

function pruneByNoiseRate(
  scored: ScoredLabels,
  guesses: Int32Array,
): Uint8Array {
  const { classCount, probabilities } = scored;
  const joint = confidentJoint(scored, guesses);
  const isError = new Uint8Array(scored.labels.length);
  rowsByLabel(scored).forEach((rows, label) => {
    for (let other = 0; other < classCount; other++) {
      const wrong = joint[label * classCount + other] as number;
      if (other === label || wrong === 0) continue;
      const margin = (row: number) =>
        (probabilities[row * classCount + label] as number) -
        (probabilities[row * classCount + other] as number);
      markLowest(isError, rows, margin, wrong);
    }
  });
  return isError;
}

/** Marks the rows with the lowest values; of equals the first. */
function markLowest(
  marks: Uint8Array,
  rows: Int32Array,
  valueOf: (row: number) => number,
  count: number,
): void {
  if (count <= 0) return;
  const lowest = rows.toSorted((a, b) => valueOf(a) - valueOf(b) || a - b);
  for (const row of lowest.subarray(0, count)) marks[row] = 1;
}

function rowsByLabel({ classCount, labels }: ScoredLabels): Int32Array[] {
  const rows: number[][] = Array.from({ length: classCount }, () => []);
  labels.forEach((label, row) => rows[label]?.push(row));
  return rows.map((entry) => Int32Array.from(entry));
}

function mostProbableClass(
  { classCount, probabilities }: ScoredLabels,
  row: number,
): number {
  const start = row * classCount;
  return indexOfLargest(probabilities, start, start + classCount);
}

/** Whole numbers with the same sum: rounded down, and the largest remainders up. */
function roundedToSum(values: Float64Array): Int32Array {
  const result = Int32Array.from(values, Math.floor);
  const sum = Math.round(values.reduce((total, value) => total + value, 0));
  const missing = sum - result.reduce((total, value) => total + value, 0);
  const remainder = (index: number) =>
    (values[index] as number) - (result[index] as number);
  const order = Array.from(values.keys()).toSorted(
    (a, b) => remainder(b) - remainder(a) || a - b,
  );
  for (const index of order.slice(0, missing)) {
    result[index] = (result[index] as number) + 1;
  }
  return result;
}
