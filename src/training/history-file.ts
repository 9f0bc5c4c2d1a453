import { appendFile, readFile } from "node:fs/promises";

import { EpochMetricsSchema, type EpochMetrics } from "#api/training.ts";
import { writeFileAtomically } from "#engine/storage/atomic-file.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";

/** Adds one line to history.jsonl. @throws StudioError `storage/…` */
export async function appendHistory(
  path: string,
  metrics: EpochMetrics,
): Promise<void> {
  try {
    await appendFile(path, `${JSON.stringify(metrics)}\n`);
  } catch (error) {
    throw toStorageError(error, `The history of the run, ${path},`);
  }
}

/** Makes history.jsonl say what a checkpoint says. @throws StudioError `storage/…` */
export async function writeHistory(
  path: string,
  history: readonly EpochMetrics[],
): Promise<void> {
  const lines = history.map((metrics) => `${JSON.stringify(metrics)}\n`);
  await writeFileAtomically(path, lines.join(""));
}

/** The epochs of a run so far; a last line that is still being written is left out. Empty for a run without a history. */
export async function readHistory(path: string): Promise<EpochMetrics[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => EpochMetricsSchema.parse(JSON.parse(line)));
}
