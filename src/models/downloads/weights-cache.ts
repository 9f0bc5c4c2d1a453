import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { StudioError } from "#engine/base/errors.ts";
import { writeJsonAtomically } from "#engine/storage/atomic-file.ts";
import { hashFile } from "./hash-file.ts";
import { partSize, removePart } from "./resume-record.ts";
import {
  fileNameOf,
  publishedWeights,
  rankedWeights,
  type PublishedWeights,
  type WeightsPart,
  type WeightsWish,
} from "./weights-manifest.ts";

/** `<file>.json` in the cache, beside a file that was checked: without it a file does not count. */
const RecordSchema = z.object({
  format: z.literal("convolve-cached-weights"),
  formatVersion: z.literal(1),
  weights: z.string(),
  part: z.enum(["body", "whole"]),
  bytes: z.number().int(),
  /** Of the file as it was checked; every later use compares. */
  sha256: z.string(),
  /** Whether the publisher's hash was met, or, where it states none, shapes and answers were looked at. */
  checkedBy: z.enum(["published-hash", "shapes-and-answers"]),
  checkedAt: z.string(),
});
export type CacheRecord = z.infer<typeof RecordSchema>;

/** Weights that are on this machine. */
export interface CachedWeights {
  readonly weights: PublishedWeights;
  readonly part: WeightsPart;
  readonly path: string;
  readonly record: CacheRecord;
}

const PARTS = ["body", "whole"] as const satisfies readonly WeightsPart[];

/** Where a file lies, or will. @param folder the cache's */
export function cachePath(
  folder: string,
  weights: PublishedWeights,
  part: WeightsPart,
): string {
  return join(folder, fileNameOf(weights, part));
}

/** A file of the cache; null when it is not there or was never checked. */
export async function cachedFile(
  folder: string,
  weights: PublishedWeights,
  part: WeightsPart,
): Promise<CachedWeights | null> {
  const path = cachePath(folder, weights, part);
  const text = await readFile(`${path}.json`, "utf8").catch(() => null);
  if (text === null) return null;
  const { size } = await stat(path).catch(() => ({ size: -1 }));
  const record = parseRecord(text);
  if (record === null || record.bytes !== size) return null;
  return { weights, part, path, record };
}

/** What the cache has of one set of weights: the body where both are there, because it is smaller. */
export async function cachedWeights(
  folder: string,
  weights: PublishedWeights,
): Promise<CachedWeights | null> {
  for (const part of PARTS) {
    const found = await cachedFile(folder, weights, part);
    if (found) return found;
  }
  return null;
}

/** Every set that is on this machine. */
export async function allCachedWeights(
  folder: string,
): Promise<readonly CachedWeights[]> {
  const found = await Promise.all(
    publishedWeights().flatMap((weights) =>
      PARTS.map((part) => cachedFile(folder, weights, part)),
    ),
  );
  return found.filter((entry) => entry !== null);
}

/** Of the sets of a model that are here, the one that suits the wish best (`rankedWeights`); null when none does. */
export async function suitableCachedWeights(
  folder: string,
  model: string,
  wish: WeightsWish,
): Promise<CachedWeights | null> {
  for (const weights of rankedWeights(model, wish)) {
    const found = await cachedWeights(folder, weights);
    if (found) return found;
  }
  return null;
}

/** Bytes of a download that was begun; 0 when there is none. */
export async function begunBytes(
  folder: string,
  weights: PublishedWeights,
  part: WeightsPart,
): Promise<number> {
  return partSize(`${cachePath(folder, weights, part)}.part`);
}

/**
 * Compares a file with what was checked when it came.
 * @throws StudioError `models/weights-changed`
 */
export async function requireUnchanged(cached: CachedWeights): Promise<void> {
  const { sha256 } = await hashFile(cached.path);
  if (sha256 === cached.record.sha256) return;
  const { id } = cached.weights;
  throw new StudioError(
    "models/weights-changed",
    `The weights file ${cached.path} has changed since it was checked: its SHA-256 was ${cached.record.sha256} and is ${sha256}. Remove it and get it again: convolve weights remove ${id}, then convolve weights download ${id}.`,
  );
}

/** Says that a file was checked. */
export async function writeCacheRecord(
  path: string,
  record: Omit<CacheRecord, "format" | "formatVersion" | "checkedAt">,
): Promise<CacheRecord> {
  const complete: CacheRecord = {
    format: "convolve-cached-weights",
    formatVersion: 1,
    ...record,
    checkedAt: new Date().toISOString(),
  };
  await writeJsonAtomically(`${path}.json`, complete);
  return complete;
}

/** @returns whether there was anything to remove, a begun download included */
export async function removeCachedWeights(
  folder: string,
  weights: PublishedWeights,
): Promise<boolean> {
  let wasThere = false;
  for (const part of PARTS) {
    const path = cachePath(folder, weights, part);
    const begun = await partSize(`${path}.part`);
    wasThere ||= begun > 0 || (await partSize(path)) > 0;
    // The record first: without it the file does not count.
    await rm(`${path}.json`, { force: true });
    await rm(path, { force: true });
    await removePart(`${path}.part`);
  }
  return wasThere;
}

function parseRecord(text: string): CacheRecord | null {
  try {
    return RecordSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
