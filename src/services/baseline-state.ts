import type { Baseline } from "#api/baseline.ts";
import {
  BASELINE_DOCUMENT,
  BaselineDocumentSchema,
} from "#engine/jobs/baseline-document.ts";
import type { JobQueue } from "#engine/jobs/job-queue.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";

const NONE: Baseline = {
  status: "none",
  accuracy: null,
  folds: null,
  imageCount: 0,
  seconds: null,
  classIds: [],
  confusion: [],
  map: [],
  suspicious: [],
  message: null,
};

/** The last baseline, whether it still speaks of the data set as it is, and whether another one is under way or failed since. */
export function readBaseline(reader: IndexReader, jobs: JobQueue): Baseline {
  const stored = BaselineDocumentSchema.safeParse(
    reader.document(BASELINE_DOCUMENT),
  );
  const baseline = stored.success ? stored.data.baseline : NONE;
  const job = jobs.list().findLast(({ kind }) => kind === "baseline");
  if (job && job.finishedAt === null) {
    return { ...baseline, status: "running" };
  }
  const isFresh =
    stored.success && stored.data.labelsKey === reader.labelsKey();
  if (isFresh) return baseline;
  if (job?.status === "failed") {
    const message = job.error?.message ?? null;
    return { ...baseline, status: "failed", message };
  }
  return stored.success ? { ...baseline, status: "stale" } : NONE;
}
