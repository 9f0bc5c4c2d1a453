import type { Augmentation } from "#api/augmentation.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import { openBatchReader } from "#engine/datasets/batches.ts";
import { pixelCacheDirectory } from "#engine/datasets/pixel-cache-records.ts";
import {
  openPixelCache,
  type CacheFailure,
} from "#engine/datasets/pixel-cache.ts";
import { makeRoom } from "#engine/storage/cache-budget.ts";
import { readManifest } from "#engine/storage/project.ts";
import type { PictureReader } from "#engine/training/picture-reader.ts";
import type { Sample } from "#engine/training/training-set.ts";
import type { JobContext } from "./job-context.ts";

export interface CachedPictures extends PictureReader {
  close(): Promise<void>;
}

/** Those that can be decoded now; they are in the pixel cache then. */
export async function readableSamples(
  context: JobContext,
  preprocessing: Preprocessing,
  samples: readonly Sample[],
): Promise<readonly Sample[]> {
  const failed = await decodeOnce(context, preprocessing, samples);
  if (failed.length === 0) return samples;
  const unread = new Set(failed.map(({ sha256 }) => sha256));
  return samples.filter(({ sha256 }) => !unread.has(sha256));
}

/**
 * The pictures of these samples, decoded once into the project's pixel cache and read from there.
 * @param drawnBy augmentation and its seed, as a recipe has them; null: the pictures are only wanted as they are
 * @throws StudioError `dataset/unreadable-pictures` when some cannot be read any more
 */
export async function openCachedPictures(
  context: JobContext,
  preprocessing: Preprocessing,
  samples: readonly Sample[],
  drawnBy: {
    readonly augmentation: Augmentation;
    readonly seed: number;
  } | null,
): Promise<CachedPictures> {
  const failed = await decodeOnce(context, preprocessing, samples);
  if (failed.length > 0) throw unreadable(failed);
  const batches = openBatchReader({
    projectDirectory: context.projectDirectory,
    preprocessing,
    seed: drawnBy?.seed ?? 0,
    ...(drawnBy === null ? {} : { augmentation: drawnBy.augmentation }),
  });
  return {
    read: (batch, variant, partners) =>
      batches.read(batch, variant, partners, context.signal),
    close: () => batches.close(),
  };
}

/** Decodes what is not in the pixel cache yet. @returns what could not be read */
async function decodeOnce(
  context: JobContext,
  preprocessing: Preprocessing,
  samples: readonly Sample[],
): Promise<readonly CacheFailure[]> {
  const index = context.reader();
  const images = index
    .images(samples.map(({ imageId }) => imageId))
    .map((image) => ({ sha256: image.sha256, path: index.filePath(image) }));
  const cache = openPixelCache(context.projectDirectory, preprocessing);
  try {
    const missing = images.filter(({ sha256 }) => !cache.has(sha256)).length;
    await keepToBudget(context, preprocessing, missing);
    const { failed } = await cache.ensure(images, {
      signal: context.signal,
      onProgress: context.onProgress,
    });
    return failed;
  } finally {
    cache.close();
  }
}

/**
 * Sets of pixels and features that were used longest ago make room for this one. What this run needs is written in any case: the budget
 * is for what is kept beside it.
 */
async function keepToBudget(
  { projectDirectory, environment }: JobContext,
  preprocessing: Preprocessing,
  missing: number,
): Promise<void> {
  const { settings } = await readManifest(projectDirectory);
  await makeRoom(
    projectDirectory,
    missing * preprocessing.width * preprocessing.height * 3,
    settings.cacheBudgetBytes ?? environment.cacheBudgetBytes ?? null,
    { keep: pixelCacheDirectory(projectDirectory, preprocessing) },
  );
}

function unreadable(
  failed: readonly { path: string; message: string }[],
): StudioError {
  const first = failed[0]!;
  const others =
    failed.length > 1
      ? ` The same goes for ${failed.length - 1} more pictures.`
      : "";
  return new StudioError(
    "dataset/unreadable-pictures",
    `${first.path} cannot be read any more. ${first.message}${others} If the folder was moved, find it again on the Data page; else exclude the pictures.`,
  );
}
