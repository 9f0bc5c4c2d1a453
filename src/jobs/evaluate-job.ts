import type { Evaluation } from "#api/results.ts";
import type { SplitMetrics } from "#api/training.ts";
import { StudioError } from "#engine/base/errors.ts";
import { evaluate } from "#engine/evaluation/evaluate.ts";
import type { ScoredLabels } from "#engine/evaluation/scored-labels.ts";
import {
  learnedFrom,
  versionsOfRun,
} from "#engine/datasets/versions/keep-versions.ts";
import { writeJsonAtomically } from "#engine/storage/atomic-file.ts";
import { runPaths } from "#engine/storage/project-paths.ts";
import { readVersion } from "#engine/storage/versions-file.ts";
import { toPredictions } from "#engine/training/baseline.ts";
import {
  scoreSamples,
  toSplitMetrics,
} from "#engine/training/measure-split.ts";
import { readTrainedRun, type TrainedRun } from "#engine/training/run-files.ts";
import type { Sample } from "#engine/training/training-set.ts";
import { crossValidateRun } from "./cross-validate-run.ts";
import { openItemInputs } from "./item-inputs.ts";
import type { JobContext } from "./job-context.ts";
import { openJobDevice } from "./job-device.ts";
import { samplesOfRun } from "./run-samples.ts";
import { savePredictions } from "./save-predictions.ts";

export interface EvaluateParameters {
  readonly runId: string;
  /** For the list of looks at the test side. */
  readonly reason: string;
}

export interface EvaluateResult extends Evaluation {
  readonly run: string;
  readonly metrics: { readonly test: SplitMetrics };
}

/**
 * A look at the test side: every figure of the run on it, its predictions, and evaluation.json. The look is recorded before anything of
 * it can be seen; an evaluation that fails or is cancelled before that was none.
 */
export async function evaluateRun(
  { runId, reason }: EvaluateParameters,
  context: JobContext,
): Promise<EvaluateResult> {
  const run = await readTrainedRun(context.projectDirectory, runId);
  const { classes } = run.config;
  const testSide = samplesOfRun(context.reader(), run, ["test"]);
  const wasSeen = await seenByRun(runId, context);
  const samples = testSide.filter(({ sha256 }) => !wasSeen(sha256));
  if (samples.length === 0) {
    throw new StudioError(
      "evaluation/no-test-pictures",
      testSide.length === 0
        ? "The final evaluation needs examples on the test side. Received: none. Split the data set again, or add some to the test side."
        : `The final evaluation needs examples that the run has not learned from. Received: ${testSide.length} on the test side, and the run was trained or chosen with all of them, because the data set was split anew since. Train a new run on the new split.`,
    );
  }
  const scored = await scoreTestSide(run, samples, context);
  const evaluation = {
    ...evaluate({
      runId,
      split: "test",
      scored,
      classes,
      ...(await crossValidateRun(runId, run, scored, context)),
      createdAt: new Date(),
    }),
    ...(samples.length < testSide.length && {
      seenBefore: testSide.length - samples.length,
    }),
  };
  await context.emit("recordTestLook", { runId, reason });
  await savePredictions(
    context,
    runId,
    null,
    toPredictions({ classes, train: [], validation: [] }, samples, scored),
  );
  const file = runPaths(context.projectDirectory, runId).evaluation;
  await writeJsonAtomically(file, evaluation);
  return {
    run: runId,
    metrics: { test: toSplitMetrics(scored) },
    ...evaluation,
  };
}

/** Whether the run learned from a picture or was chosen by it; where its data is not known (any more), of none. */
async function seenByRun(
  runId: string,
  { projectDirectory, reader }: JobContext,
): Promise<(sha256: string) => boolean> {
  const row = reader().run(runId);
  const seen = new Set<string>();
  for (const digest of row === undefined ? [] : versionsOfRun(row)) {
    const version = await readVersion(projectDirectory, digest).catch(
      unknownVersion,
    );
    for (const sha256 of version === null ? [] : learnedFrom(version)) {
      seen.add(sha256);
    }
  }
  return (sha256) => seen.has(sha256);
}

function unknownVersion(error: unknown): null {
  if (error instanceof StudioError && error.code.startsWith("versions/")) {
    return null;
  }
  throw error;
}

async function scoreTestSide(
  { config, weights }: TrainedRun,
  samples: readonly Sample[],
  context: JobContext,
): Promise<ScoredLabels> {
  const { graph, preprocessing, classes, recipe } = config;
  const { threads } = context.environment;
  const pictures = await openItemInputs(context, preprocessing, samples, null);
  const executor = await openJobDevice(context, recipe, "forward");
  const forward = await executor.createForward({
    graph,
    weights,
    ...(threads === undefined ? {} : { threads }),
  });
  let done = 0;
  try {
    return await scoreSamples(forward, graph.output, {
      samples,
      classCount: classes.length,
      read: (batch) => pictures.read(batch, null),
      control: { signal: context.signal, ...context.control },
      onPictures: (count) =>
        context.onProgress({
          phase: "Evaluating on the test set",
          done: (done += count),
          total: samples.length,
          unit: "examples",
        }),
    });
  } finally {
    await forward.dispose();
    await pictures.close();
  }
}
