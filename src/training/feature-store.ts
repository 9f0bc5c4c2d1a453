import { createHash, randomBytes } from "node:crypto";
import { readSync } from "node:fs";
import { mkdir, open, readdir, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";

import { StudioError } from "#engine/base/errors.ts";
import { writeJsonAtomically } from "#engine/storage/atomic-file.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";

/**
 * Features of pictures on disk: a folder per augmented variant with shards of records of one size,
 * SHA-256 of the picture (32 bytes) · CRC-32 of the features (4 bytes) · features (float32, little-endian).
 * Every writer appends to a shard of its own, so two jobs never meet, and a killed writer leaves at most one broken record at the
 * end of its shard, which is not read. Rebuildable and safe to delete.
 */

/** Everything that features depend on; runs that agree on it share them. */
export interface FeatureKey {
  /** Of the frozen part's weights. */
  readonly weightsHash: string;
  /** Name of the layer whose value is stored, and its shape without the batch. */
  readonly layer: string;
  readonly shape: readonly number[];
  /** Preprocessing, and for augmented variants augmentation and seed: plain JSON. */
  readonly input: unknown;
}

/** The features of one variant. */
export interface FeatureFile {
  has(sha256: string): boolean;
  /** @param features one record's worth of numbers */
  append(sha256: string, features: Float32Array): Promise<void>;
  /** Copies the features of a picture into a batch. @throws StudioError `training/features-missing` */
  readInto(sha256: string, target: Float32Array, offset: number): void;
  close(): Promise<void>;
}

interface StoredRecord {
  readonly shard: FileHandle;
  readonly position: number;
}

const HEADER_BYTES = 36;
const SCAN_BYTES = 4 * 1024 * 1024;

/**
 * Opens (or starts) the features of one variant.
 * @param folder the project's folder of features
 * @param variant "plain" for pictures as they are, else the number of the variant
 * @throws StudioError `storage/…` when the disk is full or cannot be written
 */
export async function openFeatureFile(
  folder: string,
  key: FeatureKey,
  variant: string,
): Promise<FeatureFile> {
  const directory = join(folder, featureKeyHash(key));
  const shardFolder = join(directory, `variant-${variant}`);
  const length = key.shape.reduce((product, extent) => product * extent, 1);
  const file = new ShardedFeatures(shardFolder, length);
  try {
    await mkdir(shardFolder, { recursive: true });
    await writeJsonAtomically(join(directory, "key.json"), key);
    await file.readShards();
    return file;
  } catch (error) {
    await file.close();
    throw toStorageError(error, `The feature cache ${shardFolder}`);
  }
}

/** Name of the folder of a key. */
export function featureKeyHash(key: FeatureKey): string {
  return createHash("sha256")
    .update(JSON.stringify(key))
    .digest("hex")
    .slice(0, 32);
}

class ShardedFeatures implements FeatureFile {
  readonly #folder: string;
  readonly #length: number;
  readonly #records = new Map<string, StoredRecord>();
  readonly #shards: FileHandle[] = [];
  /** The shard of this writer, started with the first record. */
  #own: Promise<FileHandle> | undefined;
  #end = 0;

  constructor(folder: string, length: number) {
    this.#folder = folder;
    this.#length = length;
  }

  async readShards(): Promise<void> {
    for (const name of (await readdir(this.#folder)).toSorted()) {
      if (!name.endsWith(".features")) continue;
      const shard = await open(join(this.#folder, name), "r");
      this.#shards.push(shard);
      await this.#scan(shard);
    }
  }

  has(sha256: string): boolean {
    return this.#records.has(sha256);
  }

  async append(sha256: string, features: Float32Array): Promise<void> {
    if (features.length !== this.#length) {
      throw new RangeError(
        `A record has ${this.#length} features. Received: ${features.length}.`,
      );
    }
    if (this.has(sha256)) return;
    const payload = new Uint8Array(
      features.buffer,
      features.byteOffset,
      features.byteLength,
    );
    const bytes = Buffer.alloc(HEADER_BYTES + payload.length);
    bytes.write(sha256, 0, 32, "hex");
    bytes.writeUInt32LE(crc32(payload), 32);
    bytes.set(payload, HEADER_BYTES);
    try {
      const shard = await (this.#own ??= this.#startShard());
      // Taken before the write, so that appends under way together never share a place.
      const start = this.#end;
      this.#end += bytes.length;
      await shard.write(bytes, 0, bytes.length, start);
      this.#records.set(sha256, { shard, position: start + HEADER_BYTES });
    } catch (error) {
      throw toStorageError(error, `The feature cache ${this.#folder}`);
    }
  }

  readInto(sha256: string, target: Float32Array, offset: number): void {
    const record = this.#records.get(sha256);
    if (record === undefined) throw featuresMissing(sha256);
    const bytes = new Uint8Array(
      target.buffer,
      target.byteOffset + offset * 4,
      this.#length * 4,
    );
    const { shard, position } = record;
    const count = readSync(shard.fd, bytes, 0, bytes.length, position);
    if (count !== bytes.length) throw featuresMissing(sha256);
  }

  async close(): Promise<void> {
    await Promise.all(this.#shards.splice(0).map((shard) => shard.close()));
  }

  async #startShard(): Promise<FileHandle> {
    const name = `${Date.now().toString(36)}-${randomBytes(6).toString("hex")}.features`;
    const shard = await open(join(this.#folder, name), "wx+");
    this.#shards.push(shard);
    return shard;
  }

  /** Takes every whole record of a shard, up to the first that is not. */
  async #scan(shard: FileHandle): Promise<void> {
    const size = HEADER_BYTES + this.#length * 4;
    const buffer = Buffer.alloc(
      Math.max(1, Math.floor(SCAN_BYTES / size)) * size,
    );
    for (let position = 0; ; position += buffer.length) {
      const { bytesRead } = await shard.read(
        buffer,
        0,
        buffer.length,
        position,
      );
      for (let at = 0; at + size <= bytesRead; at += size) {
        const payload = buffer.subarray(at + HEADER_BYTES, at + size);
        if (crc32(payload) !== buffer.readUInt32LE(at + 32)) return;
        this.#records.set(buffer.toString("hex", at, at + 32), {
          shard,
          position: position + at + HEADER_BYTES,
        });
      }
      if (bytesRead < buffer.length) return;
    }
  }
}

function featuresMissing(sha256: string): StudioError {
  return new StudioError(
    "training/features-missing",
    `The cached features of the picture ${sha256.slice(0, 12)}… should be there, but they are not. Start the training again: they are computed anew.`,
  );
}
