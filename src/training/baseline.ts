import type { Baseline } from "#api/baseline.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { accuracy } from "#engine/evaluation/accuracy.ts";
import { findLabelErrors } from "#engine/evaluation/confident-learning.ts";
import { confusionMatrix } from "#engine/evaluation/confusion-matrix.ts";
import {
  indexOfLargest,
  predictedClasses,
  probabilityOf,
  type ScoredLabels,
} from "#engine/evaluation/scored-labels.ts";
import type { NewPrediction } from "#engine/storage/index-types.ts";
import type { TrainingControl } from "./control.ts";
import { readComponents } from "./components.ts";
import {
  crossValidateComponents,
  type CrossValidation,
} from "./cross-validate.ts";
import { plainFolds, type PlanFolds } from "./fold-plan.ts";
import type { FeatureMatrix } from "./logistic-head.ts";
import type { PictureReader } from "./picture-reader.ts";
import type { StartingNetwork } from "./starting-network.ts";
import {
  countPerClass,
  labelsOf,
  type Sample,
  type TrainingSet,
} from "./training-set.ts";

export interface BaselineRequest {
  readonly set: TrainingSet;
  /** A pretrained network without a head. */
  readonly backbone: StartingNetwork;
  readonly pictures: PictureReader;
  readonly executor: Executor;
  readonly threads?: number | undefined;
  /** The project's folder of features. */
  readonly folder: string;
  /** Default: each picture for itself. */
  readonly planFolds?: PlanFolds;
  readonly control: TrainingControl;
  readonly onProgress?: ReportProgress;
}

export interface BaselineResult {
  readonly baseline: Baseline;
  /** For the index, under the run id of the baseline. */
  readonly predictions: readonly NewPrediction[];
}

const SEED = 0;
/** A person looks through a list that is short: at most this share of the pictures, between these counts. */
const SUSPICIOUS_SHARE = 0.05;
const MIN_SUSPICIOUS = 20;
const MAX_SUSPICIOUS = 500;
/** Points of the map; of more pictures an even choice is shown. */
const MAX_POINTS = 5000;

/**
 * What a plain head on the features of a pretrained network reaches, before any training: an accuracy estimate by cross-validation on
 * training and validation pictures, a confusion matrix, a map and labels that look wrong. The test side stays sealed.
 * @throws CancelledError, StudioError `baseline/too-few-pictures`
 */
export async function computeBaseline(
  request: BaselineRequest,
): Promise<BaselineResult> {
  const began = performance.now();
  const { set, control, onProgress } = request;
  const samples = [...set.train, ...set.validation];
  requireEnough(samples, set.classes.length);
  const components = await readComponents({ ...request, samples, seed: SEED });
  const validation = await crossValidateComponents(
    components,
    labelsOf(samples),
    set.classes.length,
    {
      seed: SEED,
      plan: (count) => (request.planFolds ?? plainFolds)(samples, count, SEED),
      control,
      onFold: (done, total) =>
        onProgress?.({ phase: "Cross-validating", done, total, unit: "folds" }),
    },
  );
  const seconds = (performance.now() - began) / 1000;
  return {
    baseline: describeBaseline(set, samples, validation, seconds),
    predictions: toPredictions(set, samples, validation.scored),
  };
}

function describeBaseline(
  set: TrainingSet,
  samples: readonly Sample[],
  { scored, folds, components }: CrossValidation,
  seconds: number,
): Baseline {
  const reached = accuracy(scored);
  // A head that knows nothing has no say in which labels are wrong.
  const isChance = reached.low <= 1 / scored.classCount;
  return {
    status: "ready",
    accuracy: reached,
    folds,
    imageCount: samples.length,
    seconds,
    classIds: set.classes.map(({ id }) => id),
    confusion: confusionMatrix(
      scored.labels,
      predictedClasses(scored),
      scored.classCount,
    ),
    map: mapOf(samples, components),
    suspicious: (isChance ? [] : findLabelErrors(scored))
      .slice(0, mostSuspicious(samples.length))
      .map(({ row, suggested }) => {
        const { imageId, label } = samples[row] as Sample;
        return {
          imageId,
          classId: classIdOf(set, label),
          predictedClassId: classIdOf(set, suggested),
          labelProbability: probabilityOf(scored, row, label),
        };
      }),
    message: isChance
      ? "The accuracy is close to chance, so no label is called doubtful. Add examples, or train a network: it can learn what these features do not show."
      : null,
  };
}

function mostSuspicious(pictures: number): number {
  const share = Math.ceil(SUSPICIOUS_SHARE * pictures);
  return Math.min(MAX_SUSPICIOUS, Math.max(MIN_SUSPICIOUS, share));
}

/** Rows for the index from out-of-fold or test probabilities. */
export function toPredictions(
  set: Pick<TrainingSet, "classes" | "train" | "validation">,
  samples: readonly Sample[],
  scored: ScoredLabels,
): NewPrediction[] {
  const isTrain = new Set(set.train.map(({ imageId }) => imageId));
  const isValidation = new Set(set.validation.map(({ imageId }) => imageId));
  return samples.map(({ imageId, label }, row) => {
    const { classCount } = scored;
    const probabilities = scored.probabilities.slice(
      row * classCount,
      (row + 1) * classCount,
    );
    const choice = indexOfLargest(probabilities);
    return {
      imageId,
      split: isTrain.has(imageId)
        ? "train"
        : isValidation.has(imageId)
          ? "validation"
          : "test",
      actualClassId: classIdOf(set, label),
      predictedClassId: classIdOf(set, choice),
      confidence: probabilities[choice] as number,
      labelProbability: probabilities[label] as number,
      probabilities,
    };
  });
}

/** The first two principal components. */
function mapOf(
  samples: readonly Sample[],
  { columns, data }: FeatureMatrix,
): Baseline["map"] {
  const count = Math.min(samples.length, MAX_POINTS);
  return Array.from({ length: count }, (_, point) => {
    const row = Math.floor((point * samples.length) / count);
    return {
      imageId: (samples[row] as Sample).imageId,
      x: data[row * columns] as number,
      y: columns > 1 ? (data[row * columns + 1] as number) : 0,
    };
  });
}

/** Whether classes can be told apart and judged at all. @throws StudioError `baseline/too-few-pictures` */
export function requireEnough(
  samples: readonly Sample[],
  classCount: number,
): void {
  const counts = countPerClass(labelsOf(samples), classCount);
  if (counts.filter((count) => count >= 2).length >= 2) return;
  throw new StudioError(
    "baseline/too-few-pictures",
    `A first estimate needs at least two classes with two examples each outside the test side. Received: ${counts.join(", ")} examples in ${classCount} classes. Add examples.`,
  );
}

function classIdOf(
  { classes }: Pick<TrainingSet, "classes">,
  label: number,
): number {
  return (classes[label] as TrainingSet["classes"][number]).id;
}
