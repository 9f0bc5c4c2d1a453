import { createHash, randomUUID } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import { createDecodePool } from "#engine/imaging/decode-pool.ts";
import type { DecodePool } from "#engine/imaging/decode-pool.ts";
import { forEachInFlight } from "#engine/imaging/in-flight.ts";
import { PictureError } from "#engine/imaging/picture-error.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";

import {
  readShardIndex,
  shardPixelsPath,
  ShardReader,
  ShardWriter,
} from "./pixel-cache-shard.ts";
import type { ShardEntry } from "./pixel-cache-shard.ts";

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
  /** Decodes what is missing; what was decoded before a failure or a cancel stays. */
  ensure(
    images: readonly CachedImage[],
    options?: EnsureOptions,
  ): Promise<{ readonly added: number; readonly failed: CacheFailure[] }>;
  has(sha256: string): boolean;
  /**
   * RGB8, [height, width, 3]; the caller owns it.
   * @throws StudioError `cache/not-there` when the picture was not decoded, or its record was deleted or damaged (`ensure` mends both)
   */
  read(sha256: string): Uint8Array;
  readonly count: number;
  close(): void;
}

/** Changes when the same file and preprocessing give other pixels than before. */
const PIXELS_VERSION = 1;
const MAX_SHARD_BYTES = 1024 ** 3;

/** The folder of this preprocessing's shards in the project's cache. Only what changes the pixels counts: networks that differ in range share it. */
export function pixelCacheDirectory(
  projectDirectory: string,
  preprocessing: Preprocessing,
): string {
  const { width, height, resize, background } = preprocessing;
  const what = [PIXELS_VERSION, width, height, resize, background];
  const hash = createHash("sha256").update(JSON.stringify(what)).digest("hex");
  const name = `${width}x${height}-${resize}-${hash.slice(0, 12)}`;
  return join(projectPaths(projectDirectory).pixels, name);
}

/** Opens the cache, which need not exist yet; reads the indexes only. */
export function openPixelCache(
  projectDirectory: string,
  preprocessing: Preprocessing,
): PixelCache {
  return new PackedPixelCache(
    pixelCacheDirectory(projectDirectory, preprocessing),
    preprocessing,
  );
}

interface Location {
  readonly shard: string;
  readonly entry: ShardEntry;
}

class PackedPixelCache implements PixelCache {
  readonly preprocessing: Preprocessing;
  readonly #directory: string;
  readonly #recordBytes: number;
  readonly #locations = new Map<string, Location>();
  readonly #readers = new Map<string, ShardReader>();
  /** Index bytes of each shard when it was last read; an unchanged one is not read again. */
  readonly #seen = new Map<string, number>();

  readonly #damaged = new Set<string>();

  constructor(directory: string, preprocessing: Preprocessing) {
    this.preprocessing = preprocessing;
    this.#directory = directory;
    this.#recordBytes = preprocessing.width * preprocessing.height * 3;
    this.#refresh();
  }

  get count(): number {
    return this.#locations.size;
  }

  has(sha256: string): boolean {
    return this.#locations.has(sha256);
  }

  read(sha256: string): Uint8Array {
    const pixels = this.#tryRead(sha256);
    if (pixels) return pixels;
    // Another program may have written it since, or there is a second record of it; each failure rules one record out.
    for (;;) {
      this.#seen.clear();
      this.#refresh();
      if (!this.#locations.has(sha256)) break;
      const again = this.#tryRead(sha256);
      if (again) return again;
    }
    throw new StudioError(
      "cache/not-there",
      "Expected the decoded pixels of a picture in the cache. Received: none, or a damaged record. Start again; the cache rebuilds itself.",
    );
  }

  async ensure(
    images: readonly CachedImage[],
    options: EnsureOptions = {},
  ): Promise<{ added: number; failed: CacheFailure[] }> {
    const { signal } = options;
    throwIfCancelled(signal);
    this.#refresh();
    const missing = this.#missing(images);
    const report = (done: number) =>
      options.onProgress?.({
        phase: "Decoding pictures",
        done: images.length - missing.length + done,
        total: images.length,
        unit: "images",
      });
    report(0);
    if (missing.length === 0) return { added: 0, failed: [] };
    const pool = options.pool ?? createDecodePool();
    const shards = new ShardSequence(this.#directory, this.#recordBytes);
    const failed: CacheFailure[] = [];
    let added = 0;
    try {
      await forEachInFlight(
        missing,
        pool.capacity,
        async (image) => {
          const pixels = await this.#decode(pool, image, signal, failed);
          if (pixels) {
            this.#locations.set(
              image.sha256,
              await shards.append(image.sha256, pixels),
            );
            added++;
          }
          report(added + failed.length);
        },
        signal,
      );
    } catch (error) {
      throw toStorageError(error, "The cache of decoded pictures");
    } finally {
      await shards.close();
      if (!options.pool) await pool.close();
    }
    return { added, failed };
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
    this.#readers.clear();
  }

  async #decode(
    pool: DecodePool,
    image: CachedImage,
    signal: AbortSignal | undefined,
    failed: CacheFailure[],
  ): Promise<Uint8Array | undefined> {
    try {
      return await pool.prepare({ path: image.path }, this.preprocessing, {
        sha256: image.sha256,
        signal,
      });
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      const { code, message } = error;
      failed.push({ ...image, code, message });
      return undefined;
    }
  }

  /** One picture for each content that is not there, readable from any of its paths. */
  #missing(images: readonly CachedImage[]): CachedImage[] {
    const shardBytes = new Map<string, number>();
    const missing = new Map<string, CachedImage>();
    for (const image of images) {
      if (missing.has(image.sha256)) continue;
      const location = this.#locations.get(image.sha256);
      if (!location || !this.#isWhole(location, shardBytes)) {
        missing.set(image.sha256, image);
      }
    }
    return [...missing.values()];
  }

  /** Whether the record is inside its file; its checksum is looked at when it is read. */
  #isWhole(
    { shard, entry }: Location,
    shardBytes: Map<string, number>,
  ): boolean {
    let bytes = shardBytes.get(shard);
    if (bytes === undefined) {
      const path = shardPixelsPath(shard);
      bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      shardBytes.set(shard, bytes);
    }
    return bytes >= (entry.record + 1) * this.#recordBytes;
  }

  #tryRead(sha256: string): Uint8Array | undefined {
    const location = this.#locations.get(sha256);
    if (!location) return undefined;
    const pixels = this.#reader(location.shard)?.read(location.entry);
    // A record that is not what was written is forgotten, so that `ensure` makes it anew.
    if (!pixels) {
      this.#damaged.add(recordKey(location.shard, location.entry));
      this.#locations.delete(sha256);
    }
    return pixels;
  }

  #reader(shard: string): ShardReader | undefined {
    const known = this.#readers.get(shard);
    if (known) return known;
    try {
      const reader = new ShardReader(shard, this.#recordBytes);
      this.#readers.set(shard, reader);
      return reader;
    } catch {
      return undefined;
    }
  }

  /** Takes in what other programs, or this one before, have written. */
  #refresh(): void {
    for (const name of listFolder(this.#directory)) {
      if (!name.endsWith(".index")) continue;
      const path = join(this.#directory, name);
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (this.#seen.get(path) === size) continue;
      this.#seen.set(path, size);
      const shard = path.slice(0, -".index".length);
      for (const entry of readShardIndex(shard)) {
        if (this.#damaged.has(recordKey(shard, entry))) continue;
        this.#locations.set(entry.sha256, { shard, entry });
      }
    }
  }
}

/** The shards that one `ensure` writes: made when the first picture comes, a new one when one is full. */
class ShardSequence {
  readonly #directory: string;
  readonly #recordBytes: number;
  readonly #open: Promise<{ shard: string; writer: ShardWriter }>[] = [];
  #room = 0;

  constructor(directory: string, recordBytes: number) {
    this.#directory = directory;
    this.#recordBytes = recordBytes;
  }

  async append(sha256: string, pixels: Uint8Array): Promise<Location> {
    if (this.#room === 0) {
      this.#room = Math.max(1, Math.floor(MAX_SHARD_BYTES / this.#recordBytes));
      this.#open.push(this.#create());
    }
    this.#room--;
    const { shard, writer } = await (this.#open.at(-1) as Promise<{
      shard: string;
      writer: ShardWriter;
    }>);
    return { shard, entry: await writer.append(sha256, pixels) };
  }

  async close(): Promise<void> {
    for (const opened of await Promise.allSettled(this.#open)) {
      if (opened.status === "fulfilled") await opened.value.writer.close();
    }
  }

  async #create(): Promise<{ shard: string; writer: ShardWriter }> {
    const shard = join(this.#directory, randomUUID());
    const writer = await ShardWriter.create(shard, this.#recordBytes);
    return { shard, writer };
  }
}

function recordKey(shard: string, { record }: ShardEntry): string {
  return `${shard}#${record}`;
}

function listFolder(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw toStorageError(error, "The cache of decoded pictures");
  }
}
