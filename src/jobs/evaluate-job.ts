import type { Evaluation } from "#api/results.ts";
import type { SplitMetrics } from "#api/training.ts";
import { StudioError } from "#engine/base/errors.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { accuracy } from "#engine/evaluation/accuracy.ts";
import {
  evaluate,
  FEW_TEST_PICTURES,
  smallestSupport,
} from "#engine/evaluation/evaluate.ts";
import type { ScoredLabels } from "#engine/evaluation/scored-labels.ts";
import { writeJsonAtomically } from "#engine/storage/atomic-file.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import { projectPaths, runPaths } from "#engine/storage/project-paths.ts";
import { toPredictions } from "#engine/training/baseline.ts";
import { crossValidateHead } from "#engine/training/cross-validate.ts";
import {
  scoreSamples,
  toSplitMetrics,
} from "#engine/training/measure-split.ts";
import { readPooledFeatures } from "#engine/training/pooled-features.ts";
import { readTrainedRun, type TrainedRun } from "#engine/training/run-files.ts";
import { labelsOf, type Sample } from "#engine/training/training-set.ts";
import { openCachedPictures } from "./cached-pictures.ts";
import { startingNetwork } from "./chosen-model.ts";
import type { JobContext } from "./job-context.ts";
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
  const samples = readSide(context.reader(), run, ["test"]);
  if (samples.length === 0) {
    throw new StudioError(
      "evaluation/no-test-pictures",
      "The final evaluation needs pictures on the test side. Received: none. Split the data set again, or add pictures to a test folder.",
    );
  }
  const scored = await scoreTestSide(run, samples, context);
  const evaluation = evaluate({
    runId,
    split: "test",
    scored,
    classes,
    crossValidation: await crossValidation(run, scored, context),
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

/** Pictures of these sides whose class the run knows. */
function readSide(
  reader: IndexReader,
  { config }: TrainedRun,
  splits: readonly ("train" | "validation" | "test")[],
): Sample[] {
  const labelOf = new Map(config.classes.map(({ id }, index) => [id, index]));
  const samples: Sample[] = [];
  for (const image of reader.eachImage({ splits })) {
    const label = labelOf.get(image.classId);
    if (label === undefined) continue;
    samples.push({ imageId: image.id, sha256: image.sha256, label });
  }
  return samples;
}

async function scoreTestSide(
  { config, weights }: TrainedRun,
  samples: readonly Sample[],
  context: JobContext,
): Promise<ScoredLabels> {
  const { graph, preprocessing, classes } = config;
  const { threads } = context.environment;
  const pictures = await openCachedPictures(
    context,
    preprocessing,
    samples,
    null,
  );
  const forward = await createOnnxExecutor().createForward({
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
          phase: "Evaluating on the test pictures",
          done: (done += count),
          total: samples.length,
          unit: "images",
        }),
    });
  } finally {
    await forward.dispose();
    await pictures.close();
  }
}

/**
 * With few test pictures their figures jump, so a cross-validated estimate on all pictures stands beside them: plain heads on the frozen
 * network that the run started from. A network that learned from scratch has none: it would have to be trained again for each fold.
 */
async function crossValidation(
  run: TrainedRun,
  scored: ScoredLabels,
  context: JobContext,
): Promise<Evaluation["crossValidation"]> {
  const { recipe, classes } = run.config;
  const least = smallestSupport(scored.labels, scored.classCount);
  if (least >= FEW_TEST_PICTURES || recipe.method === "scratch") return null;
  const samples = readSide(context.reader(), run, [
    "train",
    "validation",
    "test",
  ]);
  const backbone = await startingNetwork(
    recipe,
    classes.length,
    context.environment.modelsFolder,
  );
  const pictures = await openCachedPictures(
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
      threads: context.environment.threads,
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
    return {
      folds,
      accuracy: accuracy(judged),
      imageCount: samples.length,
      reason: `Some class has only ${least} test pictures, fewer than ${FEW_TEST_PICTURES}, so the test figures can be off by chance. This figure uses all ${samples.length} pictures: a plain head on the same pretrained network, trained ${folds} times and each time judged on pictures that it had not seen.`,
    };
  } finally {
    await pictures.close();
  }
}
