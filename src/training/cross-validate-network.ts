import type { EpochMetrics } from "#api/training.ts";
import type { Recipe } from "#api/recipe.ts";
import type { Executor } from "#engine/compute/executor.ts";
import {
  scoredLabels,
  type ScoredLabels,
} from "#engine/evaluation/scored-labels.ts";
import { classWeights } from "./class-weights.ts";
import { Stopwatch, type TrainingControl } from "./control.ts";
import { isBetter } from "./early-stopping.ts";
import type { FoldPlan } from "./fold-plan.ts";
import type { LearningContext } from "./learning-context.ts";
import { learn } from "./learning-phase.ts";
import { scoreSamples } from "./measure-split.ts";
import type { PictureReader } from "./picture-reader.ts";
import { startOfRun, type BestWeights } from "./run-state.ts";
import { openScratchTraining } from "./scratch-training.ts";
import { toClassifier, type StartingNetwork } from "./starting-network.ts";
import { countPerClass, labelsOf, type Sample } from "./training-set.ts";

/** Each one is a whole training, so they are few unless a person chose more. */
export const NETWORK_FOLDS = 3;

export interface CrossValidateNetworkRequest {
  /** From scratch. Its early stopping is left out: there is nothing that may choose an epoch. */
  readonly recipe: Recipe;
  readonly start: StartingNetwork;
  readonly classes: readonly { readonly id: number; readonly name: string }[];
  /** All pictures: each is once left out and judged. */
  readonly samples: readonly Sample[];
  readonly plan: FoldPlan;
  /** After which each training ends; the learning rate goes as in the recipe's full length. */
  readonly epochs: number;
  readonly pictures: PictureReader;
  readonly executor: Executor;
  readonly threads?: number | undefined;
  readonly control: TrainingControl;
  /** @param pictures seen by all folds so far, of `total` */
  readonly onProgress?: (fold: number, pictures: number, total: number) => void;
}

/** One fold: who learns, who is judged, and how to tell of it. */
interface Fold {
  readonly learning: readonly Sample[];
  readonly leftOut: readonly Sample[];
  readonly onPictures: (done: number) => void;
}

/**
 * Judges every picture by a network that has not seen it: folds, the network trained anew without each of them. No left-out
 * picture chooses anything here; that the recipe and the number of epochs were chosen on some of them before makes the estimate a
 * little too kind. Nothing is written, so nothing is left of it after a cancel or a kill.
 * @returns the answers in the order of the samples
 * @throws CancelledError, StudioError `training/diverged`
 */
export async function crossValidateNetwork(
  request: CrossValidateNetworkRequest,
): Promise<ScoredLabels> {
  const { samples, classes, epochs } = request;
  const labels = labelsOf(samples);
  const { count, foldOf } = request.plan;
  const probabilities = new Float32Array(samples.length * classes.length);
  const total = picturesToSee(samples.length, epochs, count);
  let seen = 0;
  for (let fold = 0; fold < count; fold++) {
    const rows = Array.from(foldOf.keys());
    const inside = rows.filter((row) => foldOf[row] === fold);
    const outside = rows.filter((row) => foldOf[row] !== fold);
    const before = seen;
    request.onProgress?.(fold, before, total);
    const judged = await judgeFold(request, {
      learning: outside.map((row) => samples[row] as Sample),
      leftOut: inside.map((row) => samples[row] as Sample),
      onPictures: (done) => request.onProgress?.(fold, before + done, total),
    });
    inside.forEach((row, index) =>
      probabilities.set(
        judged.probabilities.subarray(
          index * classes.length,
          (index + 1) * classes.length,
        ),
        row * classes.length,
      ),
    );
    seen += outside.length * epochs + inside.length;
  }
  request.onProgress?.(count - 1, total, total);
  return scoredLabels(labels, probabilities, classes.length);
}

/**
 * How long the folds would take at the speed of the run's own training.
 * @param epochs of the run, as many as each fold is to have
 * @returns seconds
 */
export function secondsOfNetworkFolds(
  sampleCount: number,
  epochs: readonly Pick<EpochMetrics, "imagesPerSecond">[],
  folds: number,
): number {
  const seconds = epochs.reduce(
    (sum, { imagesPerSecond }) => sum + sampleCount / imagesPerSecond,
    0,
  );
  return seconds * (folds - 1);
}

/** The epochs of a run up to the one whose weights were kept: the least validation loss, or the last without validation pictures. */
export function epochsToBest(
  history: readonly EpochMetrics[],
): readonly EpochMetrics[] {
  let best: number | null = null;
  let kept = history.length;
  history.forEach(({ validationLoss }, index) => {
    if (validationLoss === null || !isBetter(validationLoss, best)) return;
    best = validationLoss;
    kept = index + 1;
  });
  return history.slice(0, kept);
}

/** In training all but one fold in each epoch, then that fold once: over all folds. */
function picturesToSee(
  sampleCount: number,
  epochs: number,
  folds: number,
): number {
  return sampleCount * ((folds - 1) * epochs + 1);
}

async function judgeFold(
  request: CrossValidateNetworkRequest,
  fold: Fold,
): Promise<ScoredLabels> {
  const { executor, threads, classes, pictures, epochs, control } = request;
  const recipe = { ...request.recipe, earlyStopping: 0 };
  const network = toClassifier(request.start, classes.length, recipe);
  const context = foldContext(request, recipe, fold);
  const { phase, close } = openScratchTraining(
    {
      network,
      preprocessing: request.start.preprocessing,
      pictures,
      folder: "",
      featureBudgetBytes: 0,
    },
    context,
  );
  try {
    const { state } = await learn(
      { ...phase, epochs },
      context,
      startOfRun("scratch"),
    );
    const { weights } = state.best as BestWeights;
    const forward = await executor.createForward({
      graph: phase.graph,
      weights: new Map([...network.weights, ...weights]),
      ...(threads === undefined ? {} : { threads }),
    });
    try {
      let done = fold.learning.length * epochs;
      return await scoreSamples(forward, phase.graph.output, {
        samples: fold.leftOut,
        classCount: classes.length,
        read: (batch) => phase.inputs.readPlain(batch),
        control,
        onPictures: (count) => fold.onPictures((done += count)),
      });
    } finally {
      await forward.dispose();
    }
  } finally {
    await close();
  }
}

/** Without validation pictures: the last weights are taken, whatever they are. */
function foldContext(
  request: CrossValidateNetworkRequest,
  recipe: Recipe,
  { learning, onPictures }: Fold,
): LearningContext {
  const { classes, executor, threads, control } = request;
  const counts = countPerClass(labelsOf(learning), classes.length);
  return {
    recipe,
    set: { classes, train: learning, validation: [], test: [] },
    classWeights: classWeights(counts, recipe.classWeights),
    executor,
    threads,
    // A fold that ended early would be judged for what it is not.
    control: { ...control, isStopRequested: () => false },
    events: {
      onStep: ({ epoch }) => onPictures(Math.round(epoch * learning.length)),
    },
    stopwatch: new Stopwatch(),
    save: () => Promise.resolve(),
  };
}
