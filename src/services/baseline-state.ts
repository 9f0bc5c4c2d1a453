import { BaselineSchema, type Baseline } from "#api/training.ts";
import type { JobQueue } from "#engine/jobs/job-queue.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";

/** The document of the index that holds the last baseline. */
export const BASELINE_DOCUMENT = "baseline";

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

/** The last baseline, and whether another one is under way or failed since. */
export function readBaseline(reader: IndexReader, jobs: JobQueue): Baseline {
  const stored = BaselineSchema.safeParse(reader.document(BASELINE_DOCUMENT));
  const baseline = stored.success ? stored.data : NONE;
  const job = jobs.list().findLast(({ kind }) => kind === "baseline");
  if (job && job.finishedAt === null) return { ...baseline, status: "running" };
  if (job?.status === "failed" && baseline.status !== "ready") {
    return {
      ...baseline,
      status: "failed",
      message: job.error?.message ?? null,
    };
  }
  return baseline;
}
