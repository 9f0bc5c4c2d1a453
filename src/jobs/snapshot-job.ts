import type { Snapshot } from "#api/versions.ts";
import { keepCurrentVersion } from "#engine/datasets/versions/keep-versions.ts";
import type { JobContext } from "./job-context.ts";

export interface SnapshotParameters {
  readonly id: string;
  readonly name: string;
}

/** Keeps the data set as it is under a name. A cancel leaves nothing behind. */
export async function saveSnapshot(
  { id, name }: SnapshotParameters,
  context: JobContext,
): Promise<Snapshot> {
  const { projectDirectory, emit } = context;
  const reader = context.reader();
  const { digest, imageCount } = await keepCurrentVersion(
    projectDirectory,
    reader,
    emit,
    context,
  );
  await emit("addSnapshot", { id, name, digest });
  const createdAt =
    reader.snapshots().find((row) => row.id === id)?.createdAt ?? "";
  return { id, name, createdAt, digest, imageCount };
}
