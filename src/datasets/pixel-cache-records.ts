import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { StudioError } from "#engine/base/errors.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";

import {
  readShardIndex,
  shardPixelsPath,
  ShardReader,
} from "./pixel-cache-shard.ts";
import type { ShardEntry } from "./pixel-cache-shard.ts";

/** Changes when the same file and preprocessing give other pixels than before. */
const PIXELS_VERSION = 1;

/** Where the pixels of one picture are. */
export interface RecordLocation {
  /** Path of the shard without its ending. */
  readonly shard: string;
  readonly entry: ShardEntry;
}

/** The folder of this preprocessing's shards in the project's cache. Only what changes the pixels counts: networks that differ in range share it. */
export function pixelCacheDirectory(
  projectDirectory: string,
  preprocessing: Preprocessing,
): string {
  const { width, height, resize, background, padding } = preprocessing;
  const what: unknown[] = [PIXELS_VERSION, width, height, resize, background];
  if (resize === "fit" && padding !== undefined && padding !== "constant") {
    what.push(padding);
  }
  const hash = createHash("sha256").update(JSON.stringify(what)).digest("hex");
  const name = `${width}x${height}-${resize}-${hash.slice(0, 12)}`;
  return join(projectPaths(projectDirectory).pixels, name);
}

/** The reading half of the pixel cache: finds and checks records; knows nothing of decoding, so that a thread starts fast. */
export class PixelRecords {
  readonly directory: string;
  readonly recordBytes: number;
  readonly #locations = new Map<string, RecordLocation>();
  readonly #readers = new Map<string, ShardReader>();
  /** Index bytes of each shard when it was last read; an unchanged one is not read again. */
  readonly #seen = new Map<string, number>();
  readonly #damaged = new Set<string>();

  constructor(projectDirectory: string, preprocessing: Preprocessing) {
    this.directory = pixelCacheDirectory(projectDirectory, preprocessing);
    this.recordBytes = preprocessing.width * preprocessing.height * 3;
    this.refresh();
  }

  get count(): number {
    return this.#locations.size;
  }

  has(sha256: string): boolean {
    return this.#locations.has(sha256);
  }

  add(location: RecordLocation): void {
    this.#locations.set(location.entry.sha256, location);
  }

  /** @throws StudioError `cache/not-there` */
  read(sha256: string): Uint8Array {
    const pixels = this.#tryRead(sha256);
    if (pixels) return pixels;
    // Another program may have written it since, or there is a second record of it; each failure rules one record out.
    for (;;) {
      this.#seen.clear();
      this.refresh();
      if (!this.#locations.has(sha256)) break;
      const again = this.#tryRead(sha256);
      if (again) return again;
    }
    throw new StudioError(
      "cache/not-there",
      "Expected the decoded pixels of a picture in the cache. Received: none, or a damaged record. Start again; the cache rebuilds itself.",
    );
  }

  /** Takes in what other programs, or this one before, have written. */
  refresh(): void {
    for (const name of listFolder(this.directory)) {
      if (!name.endsWith(".index")) continue;
      const path = join(this.directory, name);
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

  /** Those whose record is not there, or not inside its file; a checksum is looked at when a record is read. */
  missing(sha256s: Iterable<string>): Set<string> {
    const shardBytes = new Map<string, number>();
    const missing = new Set<string>();
    for (const sha256 of sha256s) {
      const location = this.#locations.get(sha256);
      if (!location || !this.#isWhole(location, shardBytes)) {
        missing.add(sha256);
      }
    }
    return missing;
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
    this.#readers.clear();
  }

  #isWhole(
    { shard, entry }: RecordLocation,
    shardBytes: Map<string, number>,
  ): boolean {
    let bytes = shardBytes.get(shard);
    if (bytes === undefined) {
      const path = shardPixelsPath(shard);
      bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      shardBytes.set(shard, bytes);
    }
    return bytes >= (entry.record + 1) * this.recordBytes;
  }

  #tryRead(sha256: string): Uint8Array | undefined {
    const location = this.#locations.get(sha256);
    if (!location) return undefined;
    const pixels = this.#reader(location.shard)?.read(location.entry);
    // A record that is not what was written is forgotten, so that it is made anew.
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
      const reader = new ShardReader(shard, this.recordBytes);
      this.#readers.set(shard, reader);
      return reader;
    } catch {
      return undefined;
    }
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
