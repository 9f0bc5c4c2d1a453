import {
  scoredLabels,
  type ScoredLabels,
} from "#engine/evaluation/scored-labels.ts";
import { logLoss } from "#engine/evaluation/accuracy.ts";
import { classWeights } from "./class-weights.ts";
import { componentsOf } from "./components.ts";
import { inBatches } from "./compute-features.ts";
import { betweenSteps, type TrainingControl } from "./control.ts";
import type { FoldPlan } from "./fold-plan.ts";
import {
  fitLogisticHead,
  predictLogisticHead,
  type FeatureMatrix,
  type LogisticHead,
} from "./logistic-head.ts";
import { foldCount, stratifiedFolds } from "./stratified-folds.ts";
import { countPerClass } from "./training-set.ts";

export interface CrossValidation {
  readonly folds: number;
  /** The penalty that gave the least log loss: scikit-learn's C, for features scaled to a mean square of 1. */
  readonly c: number;
  /** Each picture judged by the head of the folds that it is not in. */
  readonly scored: ScoredLabels;
  /** The features that the heads saw: principal components, the largest first. */
  readonly components: FeatureMatrix;
}

export interface CrossValidateOptions {
  readonly seed: number;
  /** From the number of folds that the classes allow; default: stratified, each picture for itself. */
  readonly plan?: (count: number) => FoldPlan;
  readonly control: TrainingControl;
  /** Values of C to choose among, from small to large; default: strong to weak. */
  readonly penalties?: readonly number[];
  readonly onFold?: (done: number, total: number) => void;
}

/** Weak to strong penalty is tried from the strong side, each fit starting at the one before. */
const C_VALUES = [0.02, 0.1, 0.5, 2.5];
/** More teach a head no more, and take longer. */
const MAX_LEARNT = 20_000;
/** Rows that are judged between two looks at the signal. */
const BLOCK_ROWS = 5000;
const TOLERANCE = 3e-4;
const MAX_ITERATIONS = 60;

/**
 * Judges every picture by a regularised logistic head that has not seen it: k folds, k = 5 or fewer for tiny sets, the
 * penalty chosen by the log loss over all folds, which makes the estimate a little too kind.
 * @param features not changed
 */
export async function crossValidateHead(
  features: FeatureMatrix,
  labels: Int32Array,
  classCount: number,
  options: CrossValidateOptions,
): Promise<CrossValidation> {
  const components = await componentsOf(features, options);
  return crossValidateComponents(components, labels, classCount, options);
}

/** `crossValidateHead` on what `componentsOf` or `readComponents` made. */
export async function crossValidateComponents(
  components: FeatureMatrix,
  labels: Int32Array,
  classCount: number,
  options: CrossValidateOptions,
): Promise<CrossValidation> {
  const { seed, control, penalties = C_VALUES } = options;
  const counts = countPerClass(labels, classCount);
  const usual = foldCount(counts);
  const { count: folds, foldOf } = options.plan?.(usual) ?? {
    count: usual,
    foldOf: stratifiedFolds(labels, usual, seed),
  };
  const weights = classWeights(counts, "auto");
  const probabilities = penalties.map(
    () => new Float32Array(labels.length * classCount),
  );
  for (let fold = 0; fold < folds; fold++) {
    options.onFold?.(fold, folds);
    const [inside, outside] = partition(foldOf, fold);
    let head: LogisticHead | undefined;
    for (const [index, c] of penalties.entries()) {
      head = await fitLogisticHead(components, labels, classCount, {
        c,
        subset: evenlyChosen(outside, MAX_LEARNT),
        classWeights: weights,
        start: head,
        tolerance: TOLERANCE,
        maxIterations: MAX_ITERATIONS,
        betweenIterations: () => betweenSteps(control),
      });
      for (const block of inBatches(inside, BLOCK_ROWS)) {
        await betweenSteps(control);
        const predicted = predictLogisticHead(head, components, block);
        scatterRows(predicted, block, classCount, probabilities[index]);
      }
    }
  }
  options.onFold?.(folds, folds);
  const candidates = probabilities.map((values) =>
    scoredLabels(labels, values, classCount),
  );
  const losses = candidates.map(logLoss);
  const best = losses.indexOf(Math.min(...losses));
  return {
    folds,
    c: penalties[best] as number,
    scored: candidates[best] as ScoredLabels,
    components,
  };
}

/** At most so many. */
function evenlyChosen(
  rows: readonly number[],
  most: number,
): readonly number[] {
  if (rows.length <= most) return rows;
  return Array.from(
    { length: most },
    (_, i) => rows[Math.floor((i * rows.length) / most)] as number,
  );
}

function partition(
  foldOf: Int32Array,
  fold: number,
): readonly [inside: number[], outside: number[]] {
  const rows = Array.from(foldOf.keys());
  return [
    rows.filter((row) => foldOf[row] === fold),
    rows.filter((row) => foldOf[row] !== fold),
  ];
}

function scatterRows(
  values: Float32Array,
  rows: readonly number[],
  width: number,
  target: Float32Array | undefined,
): void {
  rows.forEach((row, index) =>
    target?.set(
      values.subarray(index * width, (index + 1) * width),
      row * width,
    ),
  );
}
