import { mkdir, opendir, rm, stat, statfs, utimes } from "node:fs/promises";
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

/** Notes that a cache file is in use, so that `makeRoom` takes others first. */
export async function touchCacheFile(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

/**
 * Deletes cache files, least recently used first, until `neededBytes` fit into the budget.
 * @param options.keep absolute paths, or folders, that must stay
 * @returns the bytes that may be written now: less than needed when even an empty cache has no room
 */
export async function makeRoom(
  directory: string,
  neededBytes: number,
  chosenBudgetBytes: number | null,
  options: { keep?: readonly string[] } = {},
): Promise<number> {
  const { budgetBytes, usedBytes } = await cacheInfo(
    directory,
    chosenBudgetBytes,
  );
  let room = budgetBytes - usedBytes;
  const kept = options.keep ?? [];
  const files = (await listFiles(projectPaths(directory).cache))
    .filter((file) => !kept.some((path) => isInside(file.path, path)))
    .toSorted((first, second) => first.usedMs - second.usedMs);
  for (const file of files) {
    if (room >= neededBytes) break;
    await rm(file.path, { force: true });
    room += file.sizeBytes;
  }
  return Math.max(0, Math.min(room, neededBytes));
}

interface CacheFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Last use as far as is known: written, or touched. */
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

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(join(folder, "/"));
}
