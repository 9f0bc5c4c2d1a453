import { basename, dirname } from "node:path";

import type { PackedSource } from "#engine/datasets/sources/source.ts";

import { isCifarName, openCifar } from "./cifar-source.ts";
import { isIdxFile } from "./idx-files.ts";
import { isIdxName, openIdx } from "./idx-source.ts";
import { filesOfFolder, type SetFiles } from "./set-files.ts";

/** Whether a file may be of a binary set, by its name. */
export function isSetName(name: string): boolean {
  return isIdxName(name) || isCifarName(name);
}

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
  if (only !== undefined && !isSetName(only)) return null;
  const files = await filesOfFolder(isFolder ? source : dirname(source));
  return openSetOf(files, only);
}

/**
 * The binary set that some files are.
 * @param only the one that is meant; else all
 * @returns null where they are none
 * @throws StudioError `binary-set/missing-file`
 */
export async function openSetOf(
  files: SetFiles,
  only?: string,
): Promise<PackedSource | null> {
  const first = only ?? [...files.sizes.keys()].find(isIdxName);
  const isIdx = first !== undefined && isIdxName(first);
  return isIdx && (await isIdxFile(files, first))
    ? openIdx(files, only)
    : openCifar(files, only);
}
