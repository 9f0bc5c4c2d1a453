import { opendir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import type { PackedSource } from "#engine/datasets/sources/source.ts";

import { isCifarName, openCifar } from "./cifar-source.ts";
import { isIdxFile } from "./idx-files.ts";
import { isIdxName, openIdx } from "./idx-source.ts";

/** Such a set is a few files; a folder with more is one of pictures, and not looked through. */
const MOST_FILES = 200;

/**
 * Recognises MNIST's IDX files and the binary files of CIFAR, by their names first.
 * @param source absolute path of their folder, or of one of them
 * @returns null for everything else
 * @throws StudioError `binary-set/missing-file`
 */
export async function openBinarySet(
  source: string,
  isFolder: boolean,
): Promise<PackedSource | null> {
  const only = isFolder ? undefined : basename(source);
  if (only !== undefined && !isIdxName(only) && !isCifarName(only)) return null;
  const folder = isFolder ? source : dirname(source);
  const names = await listFiles(folder);
  const idx = names.filter(isIdxName);
  const first = only ?? idx[0];
  if (
    first !== undefined &&
    isIdxName(first) &&
    (await isIdxFile(join(folder, first)))
  ) {
    return openIdx(folder, idx, only);
  }
  return openCifar(folder, names, only);
}

/** In alphabetical order; none where there are many, or the folder cannot be read. */
async function listFiles(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (entry.isFile()) names.push(entry.name);
      if (names.length > MOST_FILES) return [];
    }
  } catch {
    return [];
  }
  return names.toSorted();
}
