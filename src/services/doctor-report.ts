import type {
  DoctorCheck,
  DoctorReport,
  Finding,
  FindingPicture,
} from "#api/doctor.ts";
import { CHECKS, findCheck } from "#engine/curation/catalog.ts";
import type { Check, FindingDetails } from "#engine/curation/check.ts";
import {
  fittingRemedies,
  suggestedClassOf,
} from "#engine/curation/remedies.ts";
import {
  doctorKey,
  readDoctorDocument,
  type DoctorDocument,
} from "#engine/jobs/doctor-document.ts";
import type { JobQueue } from "#engine/jobs/job-queue.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { FindingRow } from "#engine/storage/data-room-types.ts";
import type { StoredImage } from "#engine/storage/index-types.ts";

const EXAMPLES = 6;

/** What the last check-up found, whether it still speaks of the data set as it is, and whether another one is under way. */
export function readDoctorReport(
  reader: IndexReader,
  jobs: JobQueue,
): DoctorReport {
  const document = readDoctorDocument(reader);
  const key = doctorKey(reader);
  const counts = new Map(
    reader.findingCounts().map((count) => [count.check, count]),
  );
  const checks = CHECKS.map((check) => {
    const { open = 0, dismissed = 0 } = counts.get(check.id) ?? {};
    return reportCheck(reader, check, document, key, { open, dismissed });
  });
  const job = jobs.list().findLast(({ kind }) => kind === "doctor");
  const isRunning = job !== undefined && job.finishedAt === null;
  const hasFailed = job?.status === "failed";
  const isStale = checks.some((check) => check.isStale);
  return {
    status: isRunning
      ? "running"
      : hasFailed
        ? "failed"
        : document === null
          ? "none"
          : isStale
            ? "stale"
            : "ready",
    checkedAt: document?.checkedAt ?? null,
    pictures: document?.pictures ?? 0,
    seconds: document?.seconds ?? null,
    open: checks.reduce((sum, check) => sum + check.open, 0),
    checks,
    message: hasFailed ? (job.error?.message ?? null) : null,
  };
}

function reportCheck(
  reader: IndexReader,
  { id, title, why, severity, remedies }: Check,
  document: DoctorDocument | null,
  key: string,
  counts: { open: number; dismissed: number },
): DoctorCheck {
  const outcome = document?.outcomes.find((one) => one.id === id);
  const worst =
    counts.open === 0 ? [] : reader.findings(id, { limit: EXAMPLES });
  const examples = worst.flatMap(({ imageId, otherImageId }) =>
    otherImageId === null ? [imageId] : [imageId, otherImageId],
  );
  return {
    id,
    title,
    why,
    severity,
    remedies: [...remedies],
    ...counts,
    examples: [...new Set(examples)].slice(0, EXAMPLES),
    remarks: outcome?.remarks ?? [],
    remarkCount: outcome?.remarkCount ?? 0,
    checkedAt: outcome?.checkedAt ?? null,
    isStale: outcome !== undefined && outcome.key !== key,
    leftOut: document?.left.find((one) => one.id === id)?.message ?? null,
  };
}

/** Findings of a check with their pictures, the worst first. @throws StudioError `doctor/unknown-check` */
export function readFindings(
  reader: IndexReader,
  page: {
    readonly check: string;
    readonly state: "open" | "dismissed";
    readonly offset: number;
    readonly limit: number;
  },
): { total: number; findings: Finding[] } {
  const { remedies } = requireCheck(page.check);
  const rows = reader.findings(page.check, page);
  const ids = rows.flatMap(({ imageId, otherImageId }) =>
    otherImageId === null ? [imageId] : [imageId, otherImageId],
  );
  const unlabelled = reader.unlabelledClassId();
  const pictures = new Map(
    reader
      .images([...new Set(ids)])
      .map((image) => [image.id, toPicture(image, unlabelled)]),
  );
  const counts = reader
    .findingCounts()
    .find(({ check }) => check === page.check);
  return {
    total: counts?.[page.state] ?? 0,
    findings: rows.flatMap((row) => {
      const picture = pictures.get(row.imageId);
      return picture === undefined
        ? []
        : [
            toFinding(
              row,
              picture,
              pictures.get(row.otherImageId ?? -1) ?? null,
              fittingRemedies(remedies, row),
            ),
          ];
    }),
  };
}

/** @throws StudioError `doctor/unknown-check` */
export function requireCheck(id: string): Check {
  const check = findCheck(id);
  if (check) return check;
  throw new StudioError(
    "doctor/unknown-check",
    `Expected one of the checks ${CHECKS.map((one) => one.id).join(", ")}. Received: "${id}".`,
  );
}

function toFinding(
  row: FindingRow,
  picture: FindingPicture,
  other: FindingPicture | null,
  remedies: Finding["remedies"],
): Finding {
  const { sureness, message } = row.details as FindingDetails;
  return {
    id: row.id,
    picture,
    other,
    sureness,
    message,
    groupId: row.groupId,
    suggestedClassId: suggestedClassOf(row),
    remedies,
  };
}

function toPicture(
  { id, path, classId, split, width, height, sizeBytes }: StoredImage,
  unlabelled: number | null,
): FindingPicture {
  return {
    imageId: id,
    fileName: path.slice(path.lastIndexOf("/") + 1),
    path,
    classId: classId === unlabelled ? null : classId,
    split,
    width,
    height,
    sizeBytes,
  };
}
