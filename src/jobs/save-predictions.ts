import type { Split } from "#api/base.ts";
import type { NewPrediction } from "#engine/storage/index-types.ts";
import type { JobContext } from "./job-context.ts";

/** A message of this many rows is written in well under 50 ms. */
const ROWS_PER_MESSAGE = 500;

/** Puts a run's predictions in place of its former ones on these sides (null: on all). */
export async function savePredictions(
  { emit }: Pick<JobContext, "emit">,
  runId: string,
  splits: readonly Split[] | null,
  predictions: readonly NewPrediction[],
): Promise<void> {
  await emit("clearPredictions", { runId, splits });
  for (let start = 0; start < predictions.length; start += ROWS_PER_MESSAGE) {
    await emit("addPredictions", {
      runId,
      predictions: predictions.slice(start, start + ROWS_PER_MESSAGE),
    });
  }
}
