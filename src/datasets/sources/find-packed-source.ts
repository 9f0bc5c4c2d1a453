import { opendir } from "node:fs/promises";
import { join } from "node:path";

import { openPackedSource } from "#engine/datasets/archives/prepare-source.ts";

import type { PackedSource } from "./source.ts";

/**
 * The source as one that is to be unpacked: an archive or binary set, also when it is all that lies in a folder, as an upload does.
 * @param source absolute path
 * @returns null for a folder of files, and what is not there
 * @throws StudioError `archive/…`, `binary/…`
 */
export async function findPackedSource(
  source: string,
): Promise<PackedSource | null> {
  const packed = await openPackedSource(source);
  if (packed !== null) return packed;
  const only = await onlyFile(source);
  return only === null ? null : openPackedSource(join(source, only));
}

async function onlyFile(folder: string): Promise<string | null> {
  const names: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (!entry.isFile() || names.length > 0) return null;
      names.push(entry.name);
    }
  } catch {
    // No folder, or none that can be read: whoever walks through it says so.
    return null;
  }
  return names[0] ?? null;
}
