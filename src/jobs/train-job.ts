import type { Recipe } from "#api/recipe.ts";
import { requireTrainable } from "#engine/datasets/statistics.ts";
import { hasCheckpoint } from "#engine/training/checkpoint.ts";
import { readRunConfig } from "#engine/training/run-files.ts";
import { trainNetwork } from "#engine/training/train-network.ts";
import { readTrainingSet } from "#engine/training/training-set.ts";
import { startingNetwork } from "./chosen-model.ts";
import { openItemInputs } from "./item-inputs.ts";
import type { JobContext } from "./job-context.ts";
import { devicePurpose, openJobDevice } from "./job-device.ts";
import { recordDataVersion } from "./record-data-version.ts";
import { startOfRun } from "./start-of-run.ts";
import { vocabularyOfSamples } from "./text-inputs.ts";

export interface TrainParameters {
  readonly runId: string;
  readonly recipe: Recipe;
}

/**
 * Trains a run, or goes on with it from its last checkpoint. The result is training's `TrainResult`.
 * @throws StudioError as `requireTrainable`, `models/…`
 */
export async function train(
  { runId, recipe }: TrainParameters,
  context: JobContext,
): Promise<unknown> {
  const { environment, projectDirectory, tell } = context;
  // Between the request and here, and before a resumed training, the data set may have changed.
  requireTrainable(context.reader().classes());
  await recordDataVersion(runId, context);
  const set = readTrainingSet(context.reader());
  const start = (await hasCheckpoint(projectDirectory, runId))
    ? await startOfRun(
        await readRunConfig(projectDirectory, runId),
        environment,
      )
    : await startingNetwork(
        recipe,
        set.classes.length,
        environment,
        vocabularyOfSamples(context.reader(), set.train),
      );
  const pictures = await openItemInputs(
    context,
    start.preprocessing,
    [...set.train, ...set.validation],
    recipe,
  );
  try {
    const executor = await openJobDevice(
      context,
      recipe,
      devicePurpose(recipe),
      runId,
    );
    return await trainNetwork({
      projectDirectory,
      runId,
      recipe,
      set,
      start,
      pictures,
      executor,
      threads: environment.threads,
      featureBudgetBytes: environment.cacheBudgetBytes,
      control: { signal: context.signal, ...context.control },
      events: {
        onProgress: context.onProgress,
        onEpoch: (metrics) => tell({ type: "epoch", runId, metrics }),
        onNotice: (message) =>
          tell({ type: "notice", jobId: context.jobId, runId, message }),
        onStep: (step) => tell({ type: "step", runId, ...step }),
      },
    });
  } finally {
    await pictures.close();
  }
}
