import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { Emit } from "#engine/datasets/import-types.ts";
import { removeOrphans } from "#engine/storage/atomic-file.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import {
  hashOfRow,
  VERSION_SIDES,
  writeVersion,
  type DataVersion,
} from "#engine/storage/versions-file.ts";

import { currentVersion, type ReadingOptions } from "./current-version.ts";

/**
 * Writes the data set as it is into the project, unless the same content is there already. The file comes first: a kill between the two
 * leaves a file that nothing speaks of, which `removeUnusedVersions` takes away.
 */
export async function keepCurrentVersion(
  projectDirectory: string,
  reader: IndexReader,
  emit: Emit,
  options: ReadingOptions = {},
): Promise<{ digest: string; imageCount: number }> {
  const version = await currentVersion(reader, options);
  throwIfCancelled(options.signal);
  const digest = await writeVersion(projectDirectory, version);
  await emit("addVersion", { digest, imageCount: version.count });
  return { digest, imageCount: version.count };
}

const RunVersionsSchema = z.object({ dataVersions: z.array(z.string()) });

/** Digests of the data that a run saw, in order: more than one where it went on after the data had changed. */
export function versionsOfRun({ config }: { config: unknown }): string[] {
  const parsed = RunVersionsSchema.safeParse(config);
  return parsed.success ? parsed.data.dataVersions : [];
}

/** Hashes of the pictures that training learned from or was chosen by. */
export function* learnedFrom(version: DataVersion): IterableIterator<string> {
  for (let row = 0; row < version.count; row++) {
    const flags = version.flags[row] as number;
    const isLabelled = version.classes[row] !== version.classNames.length;
    if (isLabelled && LEARNING.has(flags)) yield hashOfRow(version, row);
  }
}

/** Flags of included pictures on the training and validation sides. */
const LEARNING: ReadonlySet<number> = new Set([
  1 + VERSION_SIDES.indexOf("train"),
  1 + VERSION_SIDES.indexOf("validation"),
]);

/** After a start: takes away files and rows of versions that no snapshot and no run speaks of, and what a killed program left of a file. */
export async function removeUnusedVersions(
  projectDirectory: string,
  reader: IndexReader,
  emit: Emit,
): Promise<void> {
  const folder = projectPaths(projectDirectory).versions;
  const names = await readdir(folder).catch(() => []);
  if (names.length === 0 && reader.versions().length === 0) return;
  await removeOrphans(folder, 0);
  const used = new Set([
    ...reader.snapshots().map(({ digest }) => digest),
    ...reader.runs({ includeDeleted: true }).flatMap(versionsOfRun),
  ]);
  for (const { digest } of reader.versions()) {
    if (!used.has(digest)) await emit("removeVersion", { digest });
  }
  for (const name of names) {
    if (used.has(name) || !/^[0-9a-f]{64}$/.test(name)) continue;
    await rm(join(folder, name), { force: true });
  }
}
