import type { Command } from "commander";

import {
  formatSeconds,
  formatShare,
  printResult,
  type OutputOptions,
} from "./command-output.ts";
import { inSession, openProjectSession } from "./command-session.ts";
import { DEVICE_OPTION } from "./device-option.ts";
import { addRecipeOptions } from "./recipe-options.ts";
import {
  trainAndEvaluate,
  type Trained,
  type TrainingOptions,
} from "./train-and-evaluate.ts";

interface TrainOptions extends OutputOptions, TrainingOptions {
  readonly project: string;
}

export function addTrain(program: Command): void {
  const command = program
    .command("train")
    .description("Train a classifier and evaluate it on the test pictures.")
    .requiredOption("--project <directory>", "the project")
    .option(
      "--model <model>",
      "id from `convolve models`, or path of a model directory or zip; default: the built-in network",
    )
    .option(
      "--design <file>",
      "a network of your own instead: a design file, a Keras configuration, or a .py file with Keras layers",
    );
  addRecipeOptions(command)
    .option("--name <name>", "name of the run")
    .option(...DEVICE_OPTION)
    .option("--resume <run>", "go on with an interrupted run instead")
    .option("--json", "print the result as one line of JSON")
    .action(train);
}

async function train(options: TrainOptions): Promise<void> {
  const session = await openProjectSession(options.project);
  const result = await inSession(session, (client) =>
    trainAndEvaluate(client, options),
  );
  printResult(options, result, describeTraining(result));
}

function describeTraining({ run, seconds, metrics }: Trained): string {
  const sides = Object.entries(metrics).flatMap(([side, figures]) =>
    figures === null
      ? []
      : [
          `  ${side}: accuracy ${formatShare(figures.accuracy)}, top-5 ${formatShare(figures.top5)}, loss ${figures.loss.toFixed(3)}`,
        ],
  );
  return [`Run ${run}, trained for ${formatSeconds(seconds)}.`, ...sides].join(
    "\n",
  );
}
