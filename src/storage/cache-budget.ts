import {
  mkdir,
  opendir,
  readdir,
  rm,
  stat,
  statfs,
  utimes,
} from "node:fs/promises";
import { join } from "node:path";

import type { CacheInfo } from "#api/datasets.ts";

import { projectPaths } from "./project-paths.ts";
import { toStorageError } from "./storage-errors.ts";

const MAX_DEFAULT_BYTES = 20e9;
const FREE_DISK_SHARE = 1 / 5;

/** Bytes that the cache may take when nobody chose: the smaller of 20 GB and a fifth of the disk that is free without the cache. */
export function defaultBudgetBytes(
  freeDiskBytes: number,
  usedBytes: number,
): number {
  const available = freeDiskBytes + usedBytes;
  return Math.floor(Math.min(MAX_DEFAULT_BYTES, available * FREE_DISK_SHARE));
}

/** @param chosenBudgetBytes from the project's settings; null for the default */
export async function cacheInfo(
  directory: string,
  chosenBudgetBytes: number | null,
): Promise<CacheInfo> {
  const { cache } = projectPaths(directory);
  const usedBytes = (await listFiles(cache)).reduce(
    (sum, file) => sum + file.sizeBytes,
    0,
  );
  const disk = await statfs(directory);
  const freeDiskBytes = disk.bavail * disk.bsize;
  const budgetBytes =
    chosenBudgetBytes ?? defaultBudgetBytes(freeDiskBytes, usedBytes);
  return { usedBytes, budgetBytes, freeDiskBytes };
}

/** Deletes the whole cache; everything in it can be made again. */
export async function clearCache(directory: string): Promise<void> {
  const { cache } = projectPaths(directory);
  try {
    await rm(cache, { recursive: true, force: true, maxRetries: 5 });
    await mkdir(cache, { recursive: true });
  } catch (error) {
    throw toStorageError(error, `The cache ${cache}`);
  }
}

/**
 * Deletes whole sets of decoded pixels and features (a folder each: one preprocessing, one frozen network), least recently used first,
 * until `neededBytes` fit into the budget. Thumbnails stay: they are small and always wanted.
 * @param options.keep absolute path of a set that is about to be used; it counts as used now and stays
 * @returns whether there is room now; where there is not, even the empty cache is too small and the caller decides
 */
export async function makeRoom(
  directory: string,
  neededBytes: number,
  chosenBudgetBytes: number | null,
  options: { keep?: string } = {},
): Promise<boolean> {
  const { budgetBytes, usedBytes, freeDiskBytes } = await cacheInfo(
    directory,
    chosenBudgetBytes,
  );
  const now = new Date();
  if (options.keep) {
    await utimes(options.keep, now, now).catch(() => undefined);
  }
  let room = Math.min(budgetBytes - usedBytes, freeDiskBytes);
  const { pixels, features } = projectPaths(directory);
  const sets = [...(await listSets(pixels)), ...(await listSets(features))]
    .filter((set) => set.path !== options.keep)
    .toSorted((first, second) => first.usedMs - second.usedMs);
  for (const set of sets) {
    if (room >= neededBytes) break;
    await rm(set.path, { recursive: true, force: true, maxRetries: 5 });
    room += set.sizeBytes;
  }
  return room >= neededBytes;
}

async function listSets(folder: string): Promise<CacheFile[]> {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const files = await listFiles(path);
      const facts = await stat(path).catch(() => undefined);
      return {
        path,
        sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
        usedMs: Math.max(
          facts?.mtimeMs ?? 0,
          ...files.map((file) => file.usedMs),
        ),
      };
    }),
  );
}

interface CacheFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Last use as far as is known: written, or asked to be kept. */
  readonly usedMs: number;
}

async function listFiles(folder: string): Promise<CacheFile[]> {
  const files: CacheFile[] = [];
  let entries;
  try {
    entries = await opendir(folder);
  } catch {
    return files;
  }
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      files.push(...(await listFiles(path)));
      continue;
    }
    // A file may go while it is looked at.
    const facts = await stat(path).catch(() => undefined);
    if (!facts) continue;
    files.push({ path, sizeBytes: facts.size, usedMs: facts.mtimeMs });
  }
  return files;
}
