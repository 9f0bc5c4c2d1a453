import { stat } from "node:fs/promises";
import { basename } from "node:path";

import { openBinarySet } from "#engine/datasets/binary-sets/open-binary-set.ts";
import type { PackedSource } from "#engine/datasets/sources/source.ts";

import { readFirstBytes, recognizeArchive } from "./archive-kind.ts";
import { archiveSource } from "./archive-source.ts";
import { openSetInArchive } from "./set-in-archive.ts";
import { openTeachableMachine } from "./teachable-machine.ts";

/**
 * Recognises a source that is to be unpacked, by its first bytes and its names.
 * @param source absolute path of a file or folder
 * @returns null for a folder of files, a table, and what is not there
 * @throws StudioError `archive/unsupported`, `archive/damaged`, `binary/…`
 */
export async function openPackedSource(
  source: string,
): Promise<PackedSource | null> {
  const facts = await stat(source).catch(() => undefined);
  if (facts === undefined) return null;
  const binary = await openBinarySet(source, facts.isDirectory());
  if (binary !== null || !facts.isFile()) return binary;
  const name = basename(source);
  const kind = recognizeArchive(name, await readFirstBytes(source));
  if (kind === null) return null;
  const archive = { path: source, name, sizeBytes: facts.size };
  const project = kind === "zip" ? await openTeachableMachine(archive) : null;
  return (
    project ??
    (await openSetInArchive(archive, kind)) ??
    archiveSource(archive, kind)
  );
}
