import type { CrossValidated } from "#engine/curation/check.ts";
import { BASELINE_RUN_ID } from "#engine/storage/index-types.ts";
import {
  BASELINE_DOCUMENT,
  BaselineDocumentSchema,
} from "./baseline-document.ts";
import { computeInstantBaseline } from "./baseline-job.ts";
import type { JobContext } from "./job-context.ts";

/**
 * Probabilities of each labelled training and validation picture's classes by a head that did not learn from it: those of the instant
 * baseline, which is computed first where there is none of the labels as they are.
 * @throws CancelledError, StudioError where nothing can be learnt from the labels
 */
export async function crossValidatedLabels(
  context: JobContext,
): Promise<CrossValidated> {
  const reader = context.reader();
  const read = () =>
    BaselineDocumentSchema.safeParse(reader.document(BASELINE_DOCUMENT)).data;
  let stored = read();
  if (stored?.labelsKey !== reader.labelsKey()) {
    await computeInstantBaseline({}, context);
    stored = read();
  }
  const classIds = stored?.baseline.classIds ?? [];
  const columnOf = new Map(classIds.map((id, column) => [id, column]));
  const rows = reader
    .predictions(BASELINE_RUN_ID)
    .filter(({ actualClassId }) => columnOf.has(actualClassId));
  const probabilities = new Float32Array(rows.length * classIds.length);
  rows.forEach((row, at) =>
    probabilities.set(row.probabilities, at * classIds.length),
  );
  return {
    imageIds: Int32Array.from(rows, ({ imageId }) => imageId),
    classIds,
    labels: Int32Array.from(
      rows,
      ({ actualClassId }) => columnOf.get(actualClassId) ?? 0,
    ),
    probabilities,
  };
}
