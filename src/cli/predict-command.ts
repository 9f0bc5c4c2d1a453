import { resolve } from "node:path";

import type { Command } from "commander";
import type { z } from "zod";

import type { PredictionSchema } from "#api/results.ts";
import { StudioError } from "#engine/base/errors.ts";
import { inSession, openProjectSession } from "./command-session.ts";
import {
  formatShare,
  printResult,
  type OutputOptions,
} from "./command-output.ts";
import { DEVICE_OPTION } from "./device-option.ts";
import { waitForJob } from "./wait-for-job.ts";

interface PredictOptions extends OutputOptions {
  readonly project: string;
  readonly run: string;
  readonly text?: string;
  readonly csv?: string;
  readonly device?: string;
}

/** What a predict job gives back. */
interface Predicted {
  readonly run: string;
  readonly csv: string;
  readonly images: number;
  readonly failed: number;
  readonly predictions: readonly z.infer<typeof PredictionSchema>[];
}

export function addPredict(program: Command): void {
  program
    .command("predict")
    .description(
      "Classify pictures or texts: files, everything in folders, rows of tables, or a text itself.",
    )
    .argument("[paths...]", "pictures, .txt, .csv and .tsv files, and folders")
    .requiredOption("--project <directory>", "the project")
    .requiredOption("--run <id>", "the trained run")
    .option("--text <text>", "a text to classify")
    .option("--csv <file>", "where to write the table")
    .option(...DEVICE_OPTION)
    .option("--json", "print the result as one line of JSON")
    .action(predict);
}

async function predict(
  paths: readonly string[],
  options: PredictOptions,
): Promise<void> {
  const { text } = options;
  if (text === undefined && paths.length === 0) {
    throw new StudioError(
      "predict/nothing",
      "Expected files or folders to classify, or --text with a text. Received: neither.",
    );
  }
  const session = await openProjectSession(options.project);
  if (text !== undefined) {
    const [answer] = await inSession(session, (client) =>
      client.predict.pictures({ runId: options.run, pictures: [{ text }] }),
    );
    const { top, error } = answer!;
    if (error) throw new StudioError(error.code, error.message);
    printResult(
      options,
      answer,
      top
        .map(({ name, probability }) => `${name}: ${formatShare(probability)}`)
        .join("\n"),
    );
    return;
  }
  const result = await inSession(session, async (client) => {
    const { jobId } = await client.predict.folder({
      runId: options.run,
      device: options.device,
      paths: paths.map((path) => resolve(path)),
      csv: options.csv === undefined ? undefined : resolve(options.csv),
    });
    return (await waitForJob(client, jobId)) as Predicted;
  });
  printResult(options, result, describePredictions(result));
}

function describePredictions({ csv, predictions }: Predicted): string {
  const lines = predictions.map(({ name, top, error }) => {
    const [best] = top;
    return best
      ? `${name}: ${best.name}, ${formatShare(best.probability)}`
      : `${name}: ${error?.message}`;
  });
  return [...lines, `Written to ${csv}`].join("\n");
}
