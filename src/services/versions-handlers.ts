import { randomUUID } from "node:crypto";

import { StudioError } from "#engine/base/errors.ts";
import type { Emit } from "#engine/datasets/import-types.ts";
import {
  keepCurrentVersion,
  versionsOfRun,
} from "#engine/datasets/versions/keep-versions.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { SnapshotRow } from "#engine/storage/data-room-types.ts";
import { readVersion } from "#engine/storage/versions-file.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { pageOfChanges, VersionComparisons } from "./version-comparisons.ts";

export function versionsHandlers(os: ContractBuilder, context: EngineContext) {
  const { session, events } = context;
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
    save: os.versions.save.handler(async ({ input }) => {
      const { directory, reader, writer } = session.requireWritable();
      const emit: Emit = (command, params) => writer.execute(command, params);
      const digest =
        input.digest === undefined
          ? (await keepCurrentVersion(directory, reader, emit)).digest
          : requireVersion(reader, input.digest);
      const id = randomUUID();
      await emit("addSnapshot", { id, name: input.name, digest });
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
    restore: os.versions.restore.handler(async ({ input }) => {
      const { planRestoration } =
        await import("#engine/datasets/versions/restore-version.ts");
      const { directory, reader, writer } = session.requireWritable();
      const name = nameOfVersion(reader, input.digest);
      const version = await readVersion(directory, input.digest);
      const { gone, ...edit } = await planRestoration(
        reader,
        version,
        input.added,
      );
      const result = await writer.execute("applyChanges", {
        description: `Go back to the data of ${name}`,
        ...edit,
      });
      // What was on an opened test side may be on it again.
      const comesToTest = edit.changes.some(({ split }) => split === "test");
      if (
        comesToTest &&
        !reader.isTestOpen() &&
        reader.testLooks().length > 0
      ) {
        await writer.execute("recordTestLook", {
          reason: `Going back to ${name} brought back pictures of a test set that had been opened`,
          runId: null,
        });
      }
      events.publish({ type: "dataset" });
      return { ...result, gone };
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
