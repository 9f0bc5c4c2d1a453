import type { PackedSource } from "#engine/datasets/sources/source.ts";

/**
 * Recognises a source that is to be unpacked, by its first bytes and its names.
 * @param source absolute path of a file or folder
 * @returns null for a folder of files, a table, and what is not there
 */
export function openPackedSource(
  _source: string,
): Promise<PackedSource | null> {
  return Promise.resolve(null);
}
