import { open, readdir } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import {
  missingFile,
  tooLarge,
  tooManyFiles,
  type ModelFiles,
} from "./model-files.ts";

/** Directories are searched this deep unless said otherwise, and no further than this many files. */
const DEPTH = 3;
const MAXIMUM_FILES = 10_000;

/**
 * Opens a directory as a model.
 * @param depth how many levels of directories in it are seen
 * @throws StudioError `models/too-many-files`
 */
export async function openDirectory(
  path: string,
  depth = DEPTH,
): Promise<ModelFiles> {
  const root = resolve(path);
  const paths: string[] = [];
  await collect(root, root, depth, paths);
  return {
    name: basename(root),
    paths,
    read: (file, limitBytes) => readInside(root, paths, file, limitBytes),
    close: async () => undefined,
  };
}

async function collect(
  root: string,
  folder: string,
  depth: number,
  paths: string[],
): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth > 0)
      await collect(root, path, depth - 1, paths);
    if (entry.isFile()) paths.push(relative(root, path).split(sep).join("/"));
    if (paths.length > MAXIMUM_FILES) throw tooManyFiles(root, MAXIMUM_FILES);
  }
}

async function readInside(
  root: string,
  paths: readonly string[],
  path: string,
  limitBytes: number,
): Promise<Uint8Array> {
  if (!paths.includes(path)) throw missingFile(basename(root), path);
  const file = await open(join(root, ...path.split("/")));
  try {
    const { size } = await file.stat();
    if (size > limitBytes) throw tooLarge(path, size, limitBytes);
    return await file.readFile();
  } finally {
    await file.close();
  }
}
