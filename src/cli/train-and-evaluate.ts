import type { Run } from "#api/training.ts";
import type { EngineClient } from "#engine/engine.ts";
import { formatShare, printNote } from "./command-output.ts";
import { tellLooks } from "./evaluate-command.ts";
import { chosenRecipe, type RecipeOptions } from "./recipe-options.ts";
import { chooseModel, keepDesign } from "./trained-model.ts";
import { waitForJob } from "./wait-for-job.ts";

/** What to train, as it is said on the command line. */
export interface TrainingOptions extends RecipeOptions {
  readonly model?: string;
  readonly design?: string;
  readonly name?: string;
  readonly resume?: string;
}

export interface Trained {
  readonly run: string;
  readonly seconds: number;
  readonly metrics: Run["metrics"];
}

/** Trains, then opens the sealed test set once. */
export async function trainAndEvaluate(
  client: EngineClient,
  options: TrainingOptions,
): Promise<Trained> {
  const { runId, jobId } =
    options.resume === undefined
      ? await startRun(client, options)
      : {
          runId: options.resume,
          ...(await client.training.resume({
            runId: options.resume,
            device: options.device,
          })),
        };
  let epoch = 0;
  await waitForJob(client, jobId, async () => {
    const { epoch: now } = await client.training.run({ runId });
    if (now === epoch) return;
    const history = await client.training.history({ runId, afterEpoch: epoch });
    epoch = history.at(-1)?.epoch ?? epoch;
    for (const line of history) {
      const validation =
        line.validationAccuracy === null
          ? ""
          : `, validation loss ${line.validationLoss?.toFixed(3)} accuracy ${formatShare(line.validationAccuracy)}`;
      printNote(
        `Epoch ${line.epoch} (${line.phase}): loss ${line.trainLoss.toFixed(3)} accuracy ${formatShare(line.trainAccuracy)}${validation}`,
      );
    }
  });
  if ((await testImages(client)) > 0) {
    const evaluation = await client.evaluation.start({
      runId,
      openTestSet: true,
      reason: "Evaluated after training on the command line",
    });
    await waitForJob(client, evaluation.jobId);
    await tellLooks(client);
  } else {
    printNote("There are no test pictures, so nothing was evaluated on them.");
  }
  const run = await client.training.run({ runId });
  return { run: runId, seconds: run.seconds, metrics: run.metrics };
}

async function startRun(
  client: EngineClient,
  options: TrainingOptions,
): Promise<{ runId: string; jobId: string }> {
  const model =
    options.design === undefined
      ? await chooseModel(client, options.model)
      : await keepDesign(client, options.design);
  return client.training.start({
    name: options.name,
    recipe: await chosenRecipe(client, model, options),
  });
}

async function testImages(client: EngineClient): Promise<number> {
  const { classes } = await client.datasets.summary({});
  return classes.reduce((sum, { bySplit }) => sum + bySplit.test, 0);
}
