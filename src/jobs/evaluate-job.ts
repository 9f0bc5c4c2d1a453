import type { Evaluation } from "#api/results.ts";
import type { SplitMetrics } from "#api/training.ts";
import { StudioError } from "#engine/base/errors.ts";
import { evaluate } from "#engine/evaluation/evaluate.ts";
import type { ScoredLabels } from "#engine/evaluation/scored-labels.ts";
import { writeJsonAtomically } from "#engine/storage/atomic-file.ts";
import { runPaths } from "#engine/storage/project-paths.ts";
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
}

export interface EvaluateResult extends Evaluation {
  readonly run: string;
  readonly metrics: { readonly test: SplitMetrics };
}

/** Opens the sealed test side once: every figure of the run on it, its predictions, and evaluation.json. */
export async function evaluateRun(
  { runId }: EvaluateParameters,
  context: JobContext,
): Promise<EvaluateResult> {
  const run = await readTrainedRun(context.projectDirectory, runId);
  const { classes } = run.config;
  const samples = samplesOfRun(context.reader(), run, ["test"]);
  if (samples.length === 0) {
    throw new StudioError(
      "evaluation/no-test-pictures",
      "The final evaluation needs examples on the test side. Received: none. Split the data set again, or add some to the test side.",
    );
  }
  const scored = await scoreTestSide(run, samples, context);
  const evaluation = evaluate({
    runId,
    split: "test",
    scored,
    classes,
    ...(await crossValidateRun(runId, run, scored, context)),
    createdAt: new Date(),
  });
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
