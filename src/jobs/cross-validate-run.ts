import type { Evaluation } from "#api/results.ts";
import { StudioError } from "#engine/base/errors.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { accuracy } from "#engine/evaluation/accuracy.ts";
import {
  FEW_TEST_PICTURES,
  smallestSupport,
} from "#engine/evaluation/evaluate.ts";
import type { ScoredLabels } from "#engine/evaluation/scored-labels.ts";
import { projectPaths, runPaths } from "#engine/storage/project-paths.ts";
import {
  crossValidateNetwork,
  epochsToBest,
  NETWORK_FOLDS,
  secondsOfNetworkFolds,
} from "#engine/training/cross-validate-network.ts";
import { crossValidateHead } from "#engine/training/cross-validate.ts";
import { foldsOfDataSet, type FoldPlan } from "#engine/training/fold-plan.ts";
import { readHistory } from "#engine/training/history-file.ts";
import { readPooledFeatures } from "#engine/training/pooled-features.ts";
import type { TrainedRun } from "#engine/training/run-files.ts";
import { labelsOf, type Sample } from "#engine/training/training-set.ts";
import { openItemInputs } from "./item-inputs.ts";
import type { JobContext } from "./job-context.ts";
import { samplesOfRun } from "./run-samples.ts";
import { startOfRun } from "./start-of-run.ts";

/** A figure with the sentence that says how it came about, or the sentence that says why there is none. */
export type CrossValidationOutcome = Pick<
  Evaluation,
  "crossValidation" | "crossValidationSkipped"
>;

/** Training anew is for an evaluation only as long as somebody waits for it. */
const MOST_MINUTES = 10;
const NOT_NEEDED = { crossValidation: null, crossValidationSkipped: null };

/**
 * With few test pictures their figures jump, so a cross-validated estimate on all pictures stands beside them: of a run on a pretrained
 * network, plain heads on that network as it was at the start; of a run from scratch, the network trained anew for each fold.
 * @param scored the test side
 */
export async function crossValidateRun(
  runId: string,
  run: TrainedRun,
  scored: ScoredLabels,
  context: JobContext,
): Promise<CrossValidationOutcome> {
  const least = smallestSupport(scored.labels, scored.classCount);
  if (least >= FEW_TEST_PICTURES) return NOT_NEEDED;
  const cause = `Some class has only ${least} test examples, fewer than ${FEW_TEST_PICTURES}, so the test figures can be off by chance.`;
  const samples = samplesOfRun(context.reader(), run, [
    "train",
    "validation",
    "test",
  ]);
  return run.config.recipe.method === "scratch"
    ? trainAnew(runId, run, samples, cause, context)
    : judgeHeads(run, samples, cause, context);
}

async function judgeHeads(
  run: TrainedRun,
  samples: readonly Sample[],
  cause: string,
  context: JobContext,
): Promise<CrossValidationOutcome> {
  const { recipe, classes } = run.config;
  const { threads } = context.environment;
  const backbone = await startOfRun(run.config, context.environment);
  const pictures = await openItemInputs(
    context,
    backbone.preprocessing,
    samples,
    null,
  );
  const control = { signal: context.signal, ...context.control };
  try {
    const features = await readPooledFeatures({
      samples,
      backbone,
      pictures,
      executor: createOnnxExecutor(),
      threads,
      folder: projectPaths(context.projectDirectory).features,
      control,
      onProgress: context.onProgress,
    });
    const { folds, scored: judged } = await crossValidateHead(
      features,
      labelsOf(samples),
      classes.length,
      {
        seed: recipe.seed,
        plan: (count) =>
          foldsOfDataSet(context.reader())(samples, count, recipe.seed),
        control,
        onFold: (done, total) =>
          context.onProgress({
            phase: "Cross-validating",
            done,
            total,
            unit: "folds",
          }),
      },
    );
    const { blocks, epochs } = recipe.fineTuning;
    const isFineTuned = blocks > 0 && epochs > 0;
    const limit = isFineTuned
      ? " It judges heads on the frozen network that the run started from, not the fine-tuned one."
      : "";
    return {
      crossValidation: {
        folds,
        accuracy: accuracy(judged),
        imageCount: samples.length,
        reason: `${cause} This figure uses all ${samples.length} examples: a plain head on the same pretrained network, trained ${folds} times and each time judged on examples that it had not seen.${limit}`,
      },
      crossValidationSkipped: null,
    };
  } finally {
    await pictures.close();
  }
}

async function trainAnew(
  runId: string,
  run: TrainedRun,
  samples: readonly Sample[],
  cause: string,
  context: JobContext,
): Promise<CrossValidationOutcome> {
  const { history } = runPaths(context.projectDirectory, runId);
  const epochs = epochsToBest(await readHistory(history));
  if (epochs.length === 0) {
    return skipped(
      `${cause} There is no cross-validated figure beside them: the run was stopped within its first epoch, so there is no number of epochs to train for again.`,
    );
  }
  const plan = foldsOfDataSet(context.reader())(
    samples,
    NETWORK_FOLDS,
    run.config.recipe.seed,
  );
  const folds = plan.count;
  const minutes = secondsOfNetworkFolds(samples.length, epochs, folds) / 60;
  if (minutes > MOST_MINUTES) {
    return skipped(
      `${cause} There is no cross-validated figure beside them: training the network anew ${folds} times would take about ${Math.ceil(minutes)} minutes at the speed of this run, and an evaluation gives it ${MOST_MINUTES}. More test examples make the test figures themselves surer.`,
    );
  }
  try {
    const judged = await judgeFolds(run, samples, plan, epochs.length, context);
    return {
      crossValidation: {
        folds,
        accuracy: accuracy(judged),
        imageCount: samples.length,
        reason: `${cause} This figure uses all ${samples.length} examples: the network was trained anew ${folds} times with the recipe of the run, for ${epochsOf(epochs.length)}, as many as the run took to its best, and each time judged on the examples that it had not seen.`,
      },
      crossValidationSkipped: null,
    };
  } catch (error) {
    if (!(error instanceof StudioError && error.code === "training/diverged")) {
      throw error;
    }
    return skipped(
      `${cause} There is no cross-validated figure beside them: trained anew on other examples with the recipe of the run, the network's loss grew beyond all bounds.`,
    );
  }
}

async function judgeFolds(
  run: TrainedRun,
  samples: readonly Sample[],
  plan: FoldPlan,
  epochs: number,
  context: JobContext,
): Promise<ScoredLabels> {
  const { recipe, classes } = run.config;
  const { threads } = context.environment;
  const start = await startOfRun(run.config, context.environment);
  const pictures = await openItemInputs(
    context,
    start.preprocessing,
    samples,
    recipe,
  );
  try {
    return await crossValidateNetwork({
      recipe,
      start,
      classes,
      samples,
      plan,
      epochs,
      pictures,
      executor: createOnnxExecutor(),
      threads,
      control: { signal: context.signal, ...context.control },
      onProgress: (fold, done, total) =>
        context.onProgress({
          phase: `Cross-validating: fold ${fold + 1} of ${plan.count}`,
          done,
          total,
          unit: "examples",
        }),
    });
  } finally {
    await pictures.close();
  }
}

function epochsOf(count: number): string {
  return count === 1 ? "1 epoch" : `${count} epochs`;
}

function skipped(reason: string): CrossValidationOutcome {
  return { crossValidation: null, crossValidationSkipped: reason };
}
