import { CancelledError, throwIfCancelled } from "#engine/base/cancellation.ts";
import { describeError } from "#engine/base/errors.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import type { Emit } from "#engine/datasets/import-types.ts";
import { forEachInFlight } from "#engine/imaging/in-flight.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { PictureMeasures } from "#engine/storage/data-room-types.ts";
import type { StoredImage } from "#engine/storage/index-types.ts";
import type { ShardReader } from "#engine/storage/packed-shards.ts";

import type { FileTrouble } from "./check.ts";
import type { MeasurePool } from "./measure-pool.ts";
import { MEASURES_VERSION, type PixelMeasures } from "./picture-measures.ts";

export interface Measuring {
  readonly reader: IndexReader;
  readonly emit: Emit;
  readonly pool: MeasurePool;
  readonly thumbnails: ShardReader;
  readonly signal: AbortSignal;
  readonly onProgress: ReportProgress;
}

/** Pictures that are asked for, measured and written at a time: what a kill can lose. */
const PAGE_ROWS = 500;

/**
 * Measures every included picture whose content was not measured yet, and writes the measures as they come.
 * @returns the pictures that could not be read
 * @throws CancelledError
 */
export async function measurePictures(
  measuring: Measuring,
): Promise<{ measured: number; unreadable: FileTrouble[] }> {
  const { reader, emit, pool, signal, onProgress } = measuring;
  const unreadable: FileTrouble[] = [];
  const page = (afterId: number) =>
    reader.unmeasured(MEASURES_VERSION, afterId, PAGE_ROWS);
  let measured = 0;
  let images = page(-1);
  const total =
    images.length < PAGE_ROWS
      ? images.length
      : reader.count({ labelled: "any" });
  while (images.length > 0) {
    const rows: PictureMeasures[] = [];
    await forEachInFlight(
      images,
      pool.capacity,
      async (image) => {
        const result = await measureOne(measuring, image);
        if ("trouble" in result) unreadable.push(result.trouble);
        else rows.push(result.row);
      },
      signal,
    );
    await emit("putMeasures", { rows });
    measured += rows.length;
    onProgress({
      phase: "Measuring pictures",
      done: measured + unreadable.length,
      total,
      unit: "images",
    });
    throwIfCancelled(signal);
    images = page(images.at(-1)!.id);
  }
  return { measured, unreadable };
}

async function measureOne(
  { reader, pool, thumbnails, signal }: Measuring,
  image: StoredImage,
): Promise<{ row: PictureMeasures } | { trouble: FileTrouble }> {
  const { id, sha256, rootId, path } = image;
  try {
    const thumbnail = await thumbnails.get(sha256);
    const source = { sha256, thumbnail, path: reader.filePath(image) };
    const { hash, ...numbers } = await pool.measure(source, signal);
    return { row: { imageId: id, sha256, ...measuresOf(hash), ...numbers } };
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return {
      trouble: {
        ...describeError(error),
        rootId,
        path,
        severity: "skipped",
        imageId: id,
      },
    };
  }
}

function measuresOf(hash: PixelMeasures["hash"]) {
  return {
    version: MEASURES_VERSION,
    differenceHash: new Uint8Array(hash.buffer, hash.byteOffset, 32),
  };
}
