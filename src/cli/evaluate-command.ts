import type { Command } from "commander";

import type { Evaluation } from "#api/results.ts";
import type { EngineClient } from "#engine/engine.ts";
import { inSession, openProjectSession } from "./command-session.ts";
import {
  formatShare,
  printNote,
  printResult,
  type OutputOptions,
} from "./command-output.ts";
import { DEVICE_OPTION } from "./device-option.ts";
import { waitForJob } from "./wait-for-job.ts";

interface EvaluateOptions extends OutputOptions {
  readonly project: string;
  readonly run: string;
  readonly device?: string;
  readonly reason?: string;
}

export function addEvaluate(program: Command): void {
  program
    .command("evaluate")
    .description("Evaluate a trained run on the test pictures.")
    .requiredOption("--project <directory>", "the project")
    .requiredOption("--run <id>", "the run")
    .option(
      "--reason <text>",
      "why the sealed test set is looked at, for the list of looks",
    )
    .option(...DEVICE_OPTION)
    .option("--json", "print the result as one line of JSON")
    .action(evaluate);
}

async function evaluate(options: EvaluateOptions): Promise<void> {
  const session = await openProjectSession(options.project);
  const result = await inSession(session, async (client) => {
    const { jobId } = await client.evaluation.start({
      runId: options.run,
      device: options.device,
      // The command itself is the word that the test set is to be looked at.
      openTestSet: true,
      reason: options.reason,
    });
    const evaluation = (await waitForJob(client, jobId)) as Evaluation;
    await tellLooks(client);
    return evaluation;
  });
  printResult(options, result, describeEvaluation(result));
}

/** Says how often the test set has been looked at. */
export async function tellLooks(client: EngineClient): Promise<void> {
  const { looks } = await client.evaluation.testSet({});
  const advice =
    looks.length > 1
      ? " Each look that changes what you do next makes the figures less honest."
      : "";
  printNote(
    `The test set has been looked at ${looks.length === 1 ? "once" : `${looks.length} times`}.${advice}`,
  );
}

export function describeEvaluation(evaluation: Evaluation): string {
  const {
    accuracy,
    crossValidation,
    crossValidationSkipped,
    perClass,
    seenBefore,
  } = evaluation;
  const width = Math.max(...perClass.map(({ name }) => name.length));
  return [
    `Accuracy ${formatShare(accuracy.value)} (95 % interval ${formatShare(accuracy.low)} to ${formatShare(accuracy.high)}) on ${evaluation.imageCount} test pictures.`,
    `Top-5 ${formatShare(evaluation.top5)}, loss ${evaluation.loss.toFixed(3)}, macro F1 ${evaluation.macro.f1.toFixed(3)}, calibration error ${evaluation.calibrationError.toFixed(3)}.`,
    ...perClass.map(
      ({ name, precision, recall, f1, support }) =>
        `  ${name.padEnd(width)}  precision ${precision.toFixed(3)}  recall ${recall.toFixed(3)}  F1 ${f1.toFixed(3)}  ${support} pictures`,
    ),
    ...(crossValidation === null
      ? []
      : [
          `Cross-validated: ${formatShare(crossValidation.accuracy.value)} (${formatShare(crossValidation.accuracy.low)} to ${formatShare(crossValidation.accuracy.high)}). ${crossValidation.reason}`,
        ]),
    ...(crossValidationSkipped === null ? [] : [crossValidationSkipped]),
    ...(seenBefore === undefined
      ? []
      : [
          `${seenBefore} more pictures of the test side were left out, because the run had learned from them or was chosen by them before the data set was split anew.`,
        ]),
  ].join("\n");
}
