import { randomUUID } from "node:crypto";

import type { Job } from "#api/jobs.ts";
import { StudioError } from "#engine/base/errors.ts";
import { versionsOfRun } from "#engine/datasets/versions/keep-versions.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { SnapshotRow } from "#engine/storage/data-room-types.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { startJob } from "./start-jobs.ts";
import { pageOfChanges, VersionComparisons } from "./version-comparisons.ts";

export function versionsHandlers(os: ContractBuilder, context: EngineContext) {
  const { session, events, jobs } = context;
  const comparisons = new VersionComparisons();
  events.subscribe(({ type }) => {
    if (type === "dataset" || type === "project") comparisons.forget();
  });
  const changed = () => events.publish({ type: "versions" });

  return {
    list: os.versions.list.handler(() => {
      const { reader } = session.require();
      return { snapshots: listSnapshots(reader), runs: listRuns(reader) };
    }),
    save: os.versions.save.handler(({ input }) => {
      const snapshotId = randomUUID();
      const { jobId } = startJob(context, {
        kind: "snapshot",
        title: `Save snapshot “${input.name}”`,
        parameters: { id: snapshotId, name: input.name },
        onEnd: changed,
      });
      return { jobId, snapshotId };
    }),
    name: os.versions.name.handler(async ({ input: { name, digest } }) => {
      const { reader, writer } = session.requireWritable();
      requireVersion(reader, digest);
      const id = randomUUID();
      await writer.execute("addSnapshot", { id, name, digest });
      changed();
      return requireSnapshot(reader, id);
    }),
    rename: os.versions.rename.handler(async ({ input }) => {
      const { reader, writer } = session.requireWritable();
      requireSnapshot(reader, input.id);
      await writer.execute("renameSnapshot", input);
      changed();
      return {};
    }),
    remove: os.versions.remove.handler(async ({ input }) => {
      const { reader, writer } = session.requireWritable();
      requireSnapshot(reader, input.id);
      await writer.execute("removeSnapshot", input);
      changed();
      return {};
    }),
    compare: os.versions.compare.handler(async ({ input }) => {
      const { difference } = await comparisons.of(
        session.require(),
        input.from,
        input.to,
      );
      const { counts, unchanged, renames, classesAdded, classesRemoved } =
        difference;
      return {
        counts: { ...counts },
        unchanged,
        renames: [...renames],
        classesAdded: [...classesAdded],
        classesRemoved: [...classesRemoved],
      };
    }),
    changes: os.versions.changes.handler(async ({ input }) => {
      const project = session.require();
      const comparison = await comparisons.of(project, input.from, input.to);
      return pageOfChanges(comparison, project.reader, input);
    }),
    restore: os.versions.restore.handler(({ input }) => {
      const { reader, writer } = session.requireWritable();
      const name = nameOfVersion(reader, input.digest);
      requireNoRestore(jobs.list());
      return startJob(context, {
        kind: "restore",
        title: `Go back to ${name}`,
        parameters: { ...input, name },
        onEnd: async ({ kind }) => {
          if (kind !== "finished") await writer.execute("dropLongEdit", {});
          events.publish({ type: "dataset" });
        },
      });
    }),
  };
}

function listSnapshots(reader: IndexReader) {
  const counts = countsByDigest(reader);
  return reader.snapshots().map((row) => withCount(row, counts));
}

function listRuns(reader: IndexReader) {
  const counts = countsByDigest(reader);
  return reader.runs().flatMap((run) =>
    versionsOfRun(run)
      .map((digest) => ({
        runId: run.id,
        runName: run.name,
        createdAt: run.createdAt,
        digest,
        imageCount: counts.get(digest) ?? 0,
      }))
      .toReversed(),
  );
}

function countsByDigest(reader: IndexReader): Map<string, number> {
  return new Map(
    reader.versions().map(({ digest, imageCount }) => [digest, imageCount]),
  );
}

function withCount(row: SnapshotRow, counts: ReadonlyMap<string, number>) {
  return { ...row, imageCount: counts.get(row.digest) ?? 0 };
}

/** @throws StudioError `versions/unknown` */
function requireSnapshot(reader: IndexReader, id: string) {
  const row = reader.snapshots().find((snapshot) => snapshot.id === id);
  if (row !== undefined) return withCount(row, countsByDigest(reader));
  throw new StudioError(
    "versions/unknown",
    "There is no such snapshot; it may have been deleted in another window. Look at the list again.",
  );
}

/** @throws StudioError `versions/unknown` */
function requireVersion(reader: IndexReader, digest: string): string {
  if (reader.versions().some((version) => version.digest === digest)) {
    return digest;
  }
  throw new StudioError(
    "versions/unknown",
    `The project has no version ${digest.slice(0, 12)}. Choose one of the list of snapshots and runs.`,
  );
}

/** Of two, the failure of one would take back what the other does. @throws StudioError `dataset/edit-under-way` */
function requireNoRestore(jobs: readonly Job[]): void {
  const running = jobs.find(
    ({ kind, finishedAt }) => kind === "restore" && finishedAt === null,
  );
  if (running === undefined) return;
  throw new StudioError(
    "dataset/edit-under-way",
    `“${running.title}” is still being carried out. Wait until it has ended, or cancel it, then try again.`,
  );
}

/** As the history calls it. @throws StudioError `versions/unknown` */
function nameOfVersion(reader: IndexReader, digest: string): string {
  requireVersion(reader, digest);
  const snapshot = reader.snapshots().find((row) => row.digest === digest);
  if (snapshot) return `“${snapshot.name}”`;
  const run = reader
    .runs({ includeDeleted: true })
    .find((row) => versionsOfRun(row).includes(digest));
  return run ? `the run “${run.name}”` : `version ${digest.slice(0, 12)}`;
}
