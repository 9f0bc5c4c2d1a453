import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, readdirSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";

import {
  decodeRecord,
  encodeRecord,
  readRecordHeaders,
} from "./shard-record.ts";
import { toStorageError } from "./storage-errors.ts";

/**
 * Many small blobs (thumbnails) in few append-only files. A shard is written by one writer and never touched by another, so any number of
 * processes may write and read at once. Each record carries its key, length and checksum: after a crash everything up to the last
 * whole record is there, and the files are their own index. A key that was written twice reads as its last value.
 */
export interface ShardWriter {
  /** Appends a blob. Resolves when it is with the system: safe against a killed program. */
  put(key: string, blob: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface ShardReader {
  /** The blob, or undefined when there is none or it is damaged; sees what others have written meanwhile. */
  get(key: string): Promise<Uint8Array | undefined>;
  has(key: string): boolean;
  /** How many keys there are. */
  readonly size: number;
  close(): void;
}

const SHARD_SUFFIX = ".shard";

/** A shard that has grown over this is followed by a new one. */
const SHARD_BYTES = 64 * 1024 * 1024;

/** Looking for shards of others again, at most this often. */
const REFRESH_INTERVAL_MS = 200;

/**
 * A writer for a folder of shards.
 * @param options.shardBytes when a new shard is begun, default 64 MiB
 * @param options.createShard gives the path of a new shard; for tests of full disks
 */
export function createShardWriter(
  folder: string,
  options: { shardBytes?: number; createShard?: () => string } = {},
): ShardWriter {
  const shardBytes = options.shardBytes ?? SHARD_BYTES;
  const createShard = options.createShard ?? (() => newShardPath(folder));
  let file: FileHandle | undefined;
  let written = 0;
  let waiting = nobody();
  let writing: Promise<void> | undefined;

  /** Everything that came while the last write was under way goes in one write. */
  async function writeWaiting(): Promise<void> {
    while (waiting.records.length > 0) {
      // What comes in the same turn goes along: a group of pictures is one write.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = waiting;
      waiting = nobody();
      try {
        await append(Buffer.concat(batch.records));
        batch.resolve();
      } catch (error) {
        batch.reject(error);
      }
    }
    writing = undefined;
  }

  async function append(records: Uint8Array): Promise<void> {
    try {
      if (!file || written >= shardBytes) {
        await file?.close();
        mkdirSync(folder, { recursive: true });
        file = await open(createShard(), "a");
        written = 0;
      }
      await writeWhole(file, records);
      written += records.byteLength;
    } catch (error) {
      // A torn record ends its shard: what follows it could not be found.
      await file?.close().catch(() => undefined);
      file = undefined;
      throw toStorageError(error, `The cache ${folder}`);
    }
  }

  return {
    put(key, blob) {
      const { records, promise } = waiting;
      records.push(encodeRecord(key, blob));
      writing ??= writeWaiting();
      return promise;
    },
    async close() {
      await writing;
      await file?.close();
      file = undefined;
    },
  };
}

/** Records that go in one write, and what is told to all who wait for it. */
interface Waiting extends PromiseWithResolvers<void> {
  readonly records: Uint8Array[];
}

function nobody(): Waiting {
  return { records: [], ...Promise.withResolvers<void>() };
}

/** A reader over all shards of a folder; the folder need not exist yet. */
export function openShardReader(folder: string): ShardReader {
  const shards: { name: string; descriptor: number; scanned: number }[] = [];
  // Shard number and offset in one number: 2^40 bytes a shard are enough.
  const places = new Map<string, number>();
  let refreshedAt = -Infinity;

  function refresh(): void {
    const now = performance.now();
    if (now - refreshedAt < REFRESH_INTERVAL_MS) return;
    refreshedAt = now;
    for (const name of shardNames(folder)) {
      let index = shards.findIndex((shard) => shard.name === name);
      if (index < 0) {
        const descriptor = openSync(join(folder, name), "r");
        index = shards.push({ name, descriptor, scanned: 0 }) - 1;
      }
      const shard = shards[index];
      if (!shard) continue;
      const { size } = statSync(join(folder, name));
      if (size <= shard.scanned) continue;
      const records = readRecordHeaders(shard.descriptor, shard.scanned, size);
      for (const record of records) {
        places.set(record.key, index * 2 ** 40 + record.offset);
        shard.scanned = record.end;
      }
    }
  }

  async function read(key: string): Promise<Uint8Array | undefined> {
    const place = places.get(key);
    if (place === undefined) return undefined;
    const shard = shards[Math.floor(place / 2 ** 40)];
    return shard && decodeRecord(shard.descriptor, place % 2 ** 40, key);
  }

  refresh();
  return {
    async get(key) {
      const blob = await read(key);
      if (blob) return blob;
      refresh();
      return read(key);
    },
    has(key) {
      if (!places.has(key)) refresh();
      return places.has(key);
    },
    get size() {
      return places.size;
    },
    close() {
      for (const { descriptor } of shards) closeSync(descriptor);
      shards.length = 0;
      places.clear();
      refreshedAt = Infinity;
    },
  };
}

/** Names sort by the time at which their shards were begun. */
function newShardPath(folder: string): string {
  const time = Date.now().toString(36).padStart(9, "0");
  const unique = randomBytes(4).toString("hex");
  return join(folder, `${time}-${unique}${SHARD_SUFFIX}`);
}

/** In the order in which they were begun. */
function shardNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(SHARD_SUFFIX))
      .toSorted();
  } catch {
    return [];
  }
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const { bytesWritten } = await file.write(bytes, done);
    done += bytesWritten;
  }
}
