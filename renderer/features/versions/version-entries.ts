import type { RunVersion, Snapshot } from "#api/versions.ts";

/** A version as the list shows it. */
export interface VersionEntry {
  /** Distinguishes a snapshot and a run of the same content. */
  readonly key: string;
  readonly name: string;
  readonly digest: string;
  readonly createdAt: string;
  readonly imageCount: number;
  /** Of a snapshot; null for what a run saw. */
  readonly snapshotId: string | null;
}

export function snapshotEntry(snapshot: Snapshot): VersionEntry {
  const { id, name, digest, createdAt, imageCount } = snapshot;
  return {
    key: `snapshot-${id}`,
    name,
    digest,
    createdAt,
    imageCount,
    snapshotId: id,
  };
}

export function runEntry(run: RunVersion): VersionEntry {
  const { runId, runName, digest, createdAt, imageCount } = run;
  return {
    key: `run-${runId}-${digest}`,
    name: runName,
    digest,
    createdAt,
    imageCount,
    snapshotId: null,
  };
}
