import { mkdir, rename } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import { takeExclusiveLock } from "#engine/storage/exclusive-lock.ts";
import { hashFile } from "./hash-file.ts";
import { removePart } from "./resume-record.ts";
import {
  cachedFile,
  cachePath,
  writeCacheRecord,
  type CachedWeights,
} from "./weights-cache.ts";
import type { PublishedWeights, WeightsPart } from "./weights-manifest.ts";

/** Looks at whether a file holds the weights that it should, by shapes and by answers. @throws StudioError what is wrong */
export type CheckWeightsFile = (
  path: string,
  weights: PublishedWeights,
  part: WeightsPart,
) => Promise<void>;

export interface InstallOptions {
  readonly weights: PublishedWeights;
  readonly part: WeightsPart;
  /** The cache's, shared by all programs of this user. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onProgress: ReportProgress;
  readonly check: CheckWeightsFile;
}

const LOCK_POLL_MS = 200;

/**
 * Brings a file into the cache: one program at a time, checked before it counts. The publisher's hash decides where there is one;
 * shapes and answers are looked at in any case; its SHA-256 is kept for every later use.
 * @param bring writes the file to the path it is given
 * @returns what was there already, if so
 * @throws StudioError what `bring` and `check` throw, `models/wrong-hash`, `storage/…`; CancelledError
 */
export async function installWeights(
  options: InstallOptions,
  bring: (partFile: string) => Promise<void>,
): Promise<CachedWeights> {
  const { weights, part, folder, onProgress, signal } = options;
  await mkdir(folder, { recursive: true });
  const path = cachePath(folder, weights, part);
  const lock = await waitForLock(`${path}.lock`, options);
  try {
    const here = await cachedFile(folder, weights, part);
    if (here) return here;
    const partFile = `${path}.part`;
    await bring(partFile);
    onProgress({ phase: "Checking the file", done: 0, unit: "" });
    const checked = await checkPart(partFile, options);
    throwIfCancelled(signal);
    await rename(partFile, path);
    await removePart(partFile);
    const record = await writeCacheRecord(path, {
      weights: weights.id,
      part,
      ...checked,
    });
    return { weights, part, path, record };
  } finally {
    lock.release();
  }
}

async function checkPart(
  partFile: string,
  { weights, part, check, signal }: InstallOptions,
) {
  const digests = await hashFile(partFile, signal);
  const { hash } = weights[part];
  try {
    if (hash !== null && digests[hash.algorithm] !== hash.value) {
      throw new StudioError(
        "models/wrong-hash",
        `The file is not what the publisher of ${weights.kerasApplication} describes: its ${hash.algorithm === "md5" ? "MD5" : "SHA-256"} must be ${hash.value}, and is ${digests[hash.algorithm]}. It was not kept. Get it again; if that repeats, a mirror or proxy on the way changes it.`,
      );
    }
    await check(partFile, weights, part);
  } catch (error) {
    // It would be as wrong the next time.
    await removePart(partFile);
    throw error;
  }
  return {
    bytes: digests.bytes,
    sha256: digests.sha256,
    checkedBy:
      hash === null
        ? ("shapes-and-answers" as const)
        : ("published-hash" as const),
  };
}

async function waitForLock(
  path: string,
  { signal, onProgress }: InstallOptions,
) {
  for (;;) {
    throwIfCancelled(signal);
    const lock = takeExclusiveLock(path);
    if (lock) return lock;
    onProgress({
      phase: "Another Convolve is getting the same file",
      done: 0,
      unit: "",
    });
    await wait(LOCK_POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}
