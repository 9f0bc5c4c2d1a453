import { join } from "node:path";
import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type {
  ChosenWriter,
  ExportModel,
  ParityCheck,
} from "#engine/export/export-types.ts";
import type { Sample } from "#engine/export/samples.ts";
import { countMultiplyAdds } from "#engine/graph/multiply-adds.ts";
import { isOfTexts } from "#engine/graph/text-preprocessing.ts";
import { compareAnswers, failedCheck, skippedCheck } from "./compare.ts";
import { runCheckScript, type ScriptOutcome } from "./run-script.ts";

/** TensorFlow.js in plain JavaScript takes about a second for this many multiply-adds; the check should take few. */
const WORK_LIMIT = 6e9;
const LEAST_ITEMS = 3;
const SAME_TENSOR_ITEMS = 5;

/**
 * Runs a format's written files by the runtime that they are for, and by every script that ships with them, and compares with the
 * app's answers.
 * @param directory of the format
 */
export async function checkExport(
  writer: ChosenWriter,
  directory: string,
  model: ExportModel,
  samples: readonly Sample[],
  signal: AbortSignal | undefined,
): Promise<ParityCheck[]> {
  if (samples.length === 0) {
    const reason = isOfTexts(model.preprocessing)
      ? "The data set has no text to check the export with."
      : "No JPEG, PNG or WebP picture could be read to check the export with.";
    return [
      skippedCheck(writer.title, "same-tensor", reason),
      skippedCheck(writer.title, "original-files", reason),
    ];
  }
  const few = samples.slice(0, SAME_TENSOR_ITEMS);
  const checks = [await checkSameTensor(writer, directory, few, signal)];
  for (const check of writer.checks) {
    throwIfCancelled(signal);
    const runtime = `${writer.title} ${check.script}`;
    const checked = check.isSlow
      ? samples.slice(0, affordable(model))
      : samples;
    const paths = checked.map(
      ({ path, file }) => path ?? join(directory, file),
    );
    const outcome = await runCheckScript(directory, check, paths, signal);
    checks.push(judge(outcome, runtime, checked));
  }
  return checks;
}

/** What a script's end means; a crash is a failure of the export, not of this machine. */
export function judge(
  outcome: ScriptOutcome,
  runtime: string,
  pictures: readonly Pick<Sample, "probabilities">[],
): ParityCheck {
  const kind = "original-files";
  switch (outcome.kind) {
    case "answers":
      return compareAnswers(
        runtime,
        kind,
        pictures.map((sample) => sample.probabilities),
        outcome.probabilities,
      );
    case "failed":
      return failedCheck(runtime, kind, pictures.length, outcome.reason);
    case "skipped":
      return skippedCheck(runtime, kind, outcome.reason);
  }
}

/** How many items plain JavaScript can go through in reasonable time. */
function affordable({ graph }: ExportModel): number {
  const items = Math.floor(WORK_LIMIT / countMultiplyAdds(graph).total);
  return Math.max(LEAST_ITEMS, items);
}

async function checkSameTensor(
  writer: ChosenWriter,
  directory: string,
  samples: readonly Sample[],
  signal: AbortSignal | undefined,
): Promise<ParityCheck> {
  const runner = await writer.open(directory);
  try {
    const answers: Float32Array[] = [];
    for (const { input } of samples) {
      throwIfCancelled(signal);
      answers.push(await runner.run(input));
    }
    const expected = samples.map((sample) => sample.probabilities);
    return compareAnswers(runner.runtime, "same-tensor", expected, answers);
  } finally {
    await runner.dispose();
  }
}
