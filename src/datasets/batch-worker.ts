import { workerData } from "node:worker_threads";

import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import { channelCount } from "#engine/graph/preprocessing.ts";
import { augmentPixels } from "#engine/imaging/augmentations/apply.ts";
import { drawAugmentation } from "#engine/imaging/augmentations/draw.ts";
import { drawMix, mixPixels } from "#engine/imaging/augmentations/mixing.ts";
import { normaliseInto } from "#engine/imaging/normalise.ts";
import { answerTasks } from "#engine/imaging/thread-tasks.ts";

import type { BatchTask, BatchWorkerData } from "./batch-worker-protocol.ts";
import { PixelRecords } from "./pixel-cache-records.ts";

/** The thread behind batches.ts: pixels from the cache, augmented and normalised. */
const { projectDirectory, preprocessing, augmentation, seed } =
  workerData as BatchWorkerData;
const cache = new PixelRecords(projectDirectory, preprocessing);
const { width, height } = preprocessing;
/** RGB8; used again for each picture and its partner: new memory for each costs more than most augmentations. */
const places = [0, 1].map(() => new Uint8Array(width * height * 3));

answerTasks(readBatch, (batch) => batch);

function readBatch({ sha256s, variant, partners }: BatchTask): Float32Array {
  const size = sizeOfPicture(preprocessing);
  const batch = new Float32Array(sha256s.length * size);
  sha256s.forEach((sha256, index) => {
    normaliseInto(
      readMixed(sha256, variant, partners?.[index]),
      preprocessing,
      batch,
      index * size,
    );
  });
  return batch;
}

function readMixed(
  sha256: string,
  variant: number | null,
  partner: string | undefined,
): Uint8Array {
  const [own, other] = places;
  const pixels = readVersion(sha256, variant, own);
  if (variant === null || partner === undefined) return pixels;
  const mix = drawMix(augmentation, seed, variant, sha256);
  if (mix === null) return pixels;
  const second = readVersion(partner, variant, other);
  return mixPixels(pixels, second, mix, width, height, own);
}

/** @param into where the pixels may lie, until the next call */
function readVersion(
  sha256: string,
  variant: number | null,
  into: Uint8Array | undefined,
): Uint8Array {
  const pixels = cache.read(sha256);
  if (variant === null) return pixels;
  const drawn = drawAugmentation(augmentation, seed, variant, sha256);
  if (drawn.operations.length === 0) return pixels;
  const { background } = preprocessing;
  return augmentPixels(pixels, width, height, drawn, background, into);
}

function sizeOfPicture(specification: Preprocessing): number {
  return (
    specification.width * specification.height * channelCount(specification)
  );
}
