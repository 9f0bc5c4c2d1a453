import type { LabelMap, TrayState } from "#api/labels.ts";
import type { JobKind } from "#api/jobs.ts";
import { toBytes } from "#engine/curation/column-file.ts";
import type { JobQueue } from "#engine/jobs/job-queue.ts";
import { readMap } from "#engine/jobs/map-document.ts";
import {
  TRAY_DOCUMENT,
  TrayDocumentSchema,
  trayKey,
} from "#engine/jobs/tray-document.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";

const UNLABELLED = -1;
const GONE = -2;

/** The last map with the classes as they are now, and whether it still shows all pictures. */
export async function readLabelMap(
  directory: string,
  reader: IndexReader,
  jobs: JobQueue,
): Promise<LabelMap> {
  const map = await readMap(directory);
  const { classIds, isFresh } = classesNow(reader, map?.imageIds ?? NO_IDS);
  return {
    ...statusOf(jobs, "map", map === null ? null : isFresh),
    count: classIds.length,
    laidOut: map?.laidOut ?? 0,
    trustworthiness: map?.trustworthiness ?? null,
    imageIds: toBytes(map?.imageIds ?? NO_IDS).toString("base64"),
    x: toBytes(map?.x ?? NO_NUMBERS).toString("base64"),
    y: toBytes(map?.y ?? NO_NUMBERS).toString("base64"),
    classIds: toBytes(classIds).toString("base64"),
  };
}

/** The last order of unlabelled pictures, and whether labels have been given since. */
export function readTrayState(reader: IndexReader, jobs: JobQueue): TrayState {
  const stored = TrayDocumentSchema.safeParse(reader.document(TRAY_DOCUMENT));
  const unlabelled = reader.unlabelledCount();
  const { status, message } = statusOf(
    jobs,
    "tray",
    stored.success ? stored.data.key === trayKey(reader) : null,
  );
  const learntFrom = stored.data?.learntFrom ?? 0;
  return {
    status,
    unlabelled,
    learntFrom,
    labelledSince: Math.max(0, (stored.data?.unlabelled ?? 0) - unlabelled),
    message:
      message ??
      (stored.success && learntFrom === 0 && unlabelled > 0
        ? "Labels are suggested as soon as two classes have pictures. Until then the order is by variety."
        : null),
  };
}

const NO_IDS = new Int32Array();
const NO_NUMBERS = new Float32Array();

/** @param isFresh null: there is nothing yet */
function statusOf(
  jobs: JobQueue,
  kind: JobKind,
  isFresh: boolean | null,
): Pick<LabelMap, "status" | "message"> {
  const job = jobs.list().findLast((entry) => entry.kind === kind);
  if (job !== undefined && job.finishedAt === null) {
    return { status: "running", message: null };
  }
  if (isFresh !== true && job?.status === "failed") {
    return { status: "failed", message: job.error?.message ?? null };
  }
  const status = isFresh === null ? "none" : isFresh ? "ready" : "stale";
  return { status, message: null };
}

function classesNow(
  reader: IndexReader,
  imageIds: Int32Array,
): { classIds: Int32Array; isFresh: boolean } {
  const classOf = new Map<number, number>();
  for (const { id, classId } of reader.labels()) classOf.set(id, classId);
  for (const id of reader.imageIds({ labelled: "no" })) {
    classOf.set(id, UNLABELLED);
  }
  const classIds = imageIds.map((id) => classOf.get(id) ?? GONE);
  const isFresh = classIds.length === classOf.size && !classIds.includes(GONE);
  return { classIds, isFresh };
}
