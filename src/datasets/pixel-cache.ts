import { randomUUID } from "node:crypto";
import { join } from "node:path";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import { createDecodePool } from "#engine/imaging/decode-pool.ts";
import type { DecodePool } from "#engine/imaging/decode-pool.ts";
import { forEachInFlight } from "#engine/imaging/in-flight.ts";
import { PictureError } from "#engine/imaging/picture-error.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";

import { PixelRecords } from "./pixel-cache-records.ts";
import type { RecordLocation } from "./pixel-cache-records.ts";
import { ShardWriter } from "./pixel-cache-shard.ts";

/** A picture to have in the cache. */
export interface CachedImage {
  /** Of the file's bytes, lower-case hexadecimal. */
  readonly sha256: string;
  /** Absolute. */
  readonly path: string;
}

/** A picture that could not be decoded; the others are in the cache. */
export interface CacheFailure extends CachedImage {
  readonly code: string;
  readonly message: string;
}

export interface EnsureOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ReportProgress | undefined;
  /** Shared threads; without it the call makes its own and ends them. */
  readonly pool?: DecodePool | undefined;
}

/**
 * Decoded, oriented and resized pixels of a project's pictures for one preprocessing, packed on disk: later epochs never touch
 * a JPEG. Several programs may fill and read the same cache at once (each writes shards of its own).
 */
export interface PixelCache {
  readonly preprocessing: Preprocessing;
  readonly count: number;
  has(sha256: string): boolean;
  /**
   * RGB8, [height, width, 3]; the caller owns it.
   * @throws StudioError `cache/not-there` when the picture was not decoded, or its record was deleted or damaged (`ensure` mends both)
   */
  read(sha256: string): Uint8Array;
  /**
   * Decodes what is missing; what was decoded before a failure or a cancel stays.
   * @throws CancelledError; StudioError `storage/disk-full` and the like
   */
  ensure(
    images: readonly CachedImage[],
    options?: EnsureOptions,
  ): Promise<{ readonly added: number; readonly failed: CacheFailure[] }>;
  close(): void;
}

const MAX_SHARD_BYTES = 1024 ** 3;

/** Opens the cache, which need not exist yet; reads the indexes only. */
export function openPixelCache(
  projectDirectory: string,
  preprocessing: Preprocessing,
): PixelCache {
  const records = new PixelRecords(projectDirectory, preprocessing);
  return {
    preprocessing,
    get count() {
      return records.count;
    },
    has: (sha256) => records.has(sha256),
    read: (sha256) => records.read(sha256),
    ensure: (images, options = {}) =>
      ensureRecords(records, preprocessing, images, options),
    close: () => records.close(),
  };
}

async function ensureRecords(
  records: PixelRecords,
  preprocessing: Preprocessing,
  images: readonly CachedImage[],
  { signal, onProgress, pool: sharedPool }: EnsureOptions,
): Promise<{ added: number; failed: CacheFailure[] }> {
  throwIfCancelled(signal);
  records.refresh();
  const missing = missingImages(records, images);
  const failed: CacheFailure[] = [];
  let added = 0;
  const report = () =>
    onProgress?.({
      phase: "Decoding pictures",
      done: images.length - missing.length + added + failed.length,
      total: images.length,
      unit: "images",
    });
  report();
  if (missing.length === 0) return { added, failed };
  const pool = sharedPool ?? createDecodePool();
  const shards = new ShardSequence(records.directory, records.recordBytes);
  const store = async (image: CachedImage) => {
    const pixels = await decode(pool, image, preprocessing, signal);
    if (pixels instanceof PictureError) {
      failed.push({ ...image, code: pixels.code, message: pixels.message });
    } else {
      records.add(await shards.append(image.sha256, pixels));
      added++;
    }
    report();
  };
  try {
    await forEachInFlight(missing, pool.capacity, store, signal);
  } catch (error) {
    throw toStorageError(error, "The cache of decoded pictures");
  } finally {
    await shards.close();
    if (!sharedPool) await pool.close();
  }
  return { added, failed };
}

/** One picture for each content that is not there. */
function missingImages(
  records: PixelRecords,
  images: readonly CachedImage[],
): CachedImage[] {
  const bySha256 = new Map(images.map((image) => [image.sha256, image]));
  const missing = records.missing(bySha256.keys());
  return [...bySha256.values()].filter(({ sha256 }) => missing.has(sha256));
}

async function decode(
  pool: DecodePool,
  { path, sha256 }: CachedImage,
  preprocessing: Preprocessing,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | PictureError> {
  try {
    return await pool.prepare({ path }, preprocessing, { sha256, signal });
  } catch (error) {
    if (error instanceof PictureError) return error;
    throw error;
  }
}

/** The shards that one `ensure` writes: made when the first picture comes, a new one when one is full. */
class ShardSequence {
  readonly #directory: string;
  readonly #recordBytes: number;
  readonly #shards: Promise<{ shard: string; writer: ShardWriter }>[] = [];
  #current: Promise<{ shard: string; writer: ShardWriter }> | undefined;
  #room = 0;

  constructor(directory: string, recordBytes: number) {
    this.#directory = directory;
    this.#recordBytes = recordBytes;
  }

  async append(sha256: string, pixels: Uint8Array): Promise<RecordLocation> {
    if (!this.#current || this.#room === 0) {
      this.#room = Math.max(1, Math.floor(MAX_SHARD_BYTES / this.#recordBytes));
      this.#current = this.#create();
      this.#shards.push(this.#current);
    }
    this.#room--;
    const { shard, writer } = await this.#current;
    return { shard, entry: await writer.append(sha256, pixels) };
  }

  async close(): Promise<void> {
    for (const made of await Promise.allSettled(this.#shards)) {
      if (made.status === "fulfilled") await made.value.writer.close();
    }
  }

  async #create(): Promise<{ shard: string; writer: ShardWriter }> {
    const shard = join(this.#directory, randomUUID());
    const writer = await ShardWriter.create(shard, this.#recordBytes);
    return { shard, writer };
  }
}
