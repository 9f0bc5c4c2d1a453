import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";

/**
 * One shard of the pixel cache: `<id>.pixels` holds records of one size, `<id>.index` one entry for each record that is whole.
 * An entry is written after its record and carries checksums of both, so that whatever a killed program or a power cut left
 * behind is either valid or ignored. A shard has one writer in its life; readers need no lock.
 *
 * Entry, 48 bytes: SHA-256 of the file (32), record number (4), CRC-32 of the record (4), of the 40 bytes before (4), zero (4); little endian.
 */
export interface ShardEntry {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly record: number;
  readonly checksum: number;
}

const ENTRY_BYTES = 48;
const CHECKED_BYTES = 40;

export function shardPixelsPath(shard: string): string {
  return `${shard}.pixels`;
}

function shardIndexPath(shard: string): string {
  return `${shard}.index`;
}

/** Every valid entry; a torn one at the end or a damaged one in between is left out. A missing index is an empty one. */
export function readShardIndex(shard: string): ShardEntry[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(shardIndexPath(shard));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const entries: ShardEntry[] = [];
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const checked = bytes.subarray(at, at + CHECKED_BYTES);
    if (crc32(checked) !== bytes.readUInt32LE(at + CHECKED_BYTES)) continue;
    entries.push({
      sha256: checked.toString("hex", 0, 32),
      record: checked.readUInt32LE(32),
      checksum: checked.readUInt32LE(36),
    });
  }
  return entries;
}

/** Reads records of one shard; keeps the file open. */
export class ShardReader {
  readonly #file: number;
  readonly #recordBytes: number;

  constructor(shard: string, recordBytes: number) {
    this.#file = openSync(shardPixelsPath(shard), "r");
    this.#recordBytes = recordBytes;
  }

  /** The record, or undefined when it is not there or not what was written. */
  read({ record, checksum }: ShardEntry): Uint8Array | undefined {
    const bytes = new Uint8Array(this.#recordBytes);
    const position = record * this.#recordBytes;
    const count = readSync(this.#file, bytes, 0, bytes.length, position);
    return count === bytes.length && crc32(bytes) === checksum
      ? bytes
      : undefined;
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Appends records to a new shard; several appends may be under way at once. */
export class ShardWriter {
  readonly #pixels: FileHandle;
  readonly #index: FileHandle;
  readonly #recordBytes: number;
  #records = 0;
  #entries = 0;

  /** @throws what the file system throws */
  static async create(
    shard: string,
    recordBytes: number,
  ): Promise<ShardWriter> {
    await mkdir(dirname(shard), { recursive: true });
    const pixels = await open(shardPixelsPath(shard), "wx");
    const index = await open(shardIndexPath(shard), "wx").catch(
      async (error: unknown) => {
        await pixels.close();
        throw error;
      },
    );
    return new ShardWriter(pixels, index, recordBytes);
  }

  private constructor(
    pixels: FileHandle,
    index: FileHandle,
    recordBytes: number,
  ) {
    this.#pixels = pixels;
    this.#index = index;
    this.#recordBytes = recordBytes;
  }

  get sizeBytes(): number {
    return this.#records * this.#recordBytes;
  }

  /** @throws what the file system throws, ENOSPC among others; the shard stays valid */
  async append(sha256: string, pixels: Uint8Array): Promise<ShardEntry> {
    const record = this.#records++;
    await writeWhole(this.#pixels, pixels, record * this.#recordBytes);
    const entry = { sha256, record, checksum: crc32(pixels) };
    await writeWhole(
      this.#index,
      encodeEntry(entry),
      this.#entries++ * ENTRY_BYTES,
    );
    return entry;
  }

  async close(): Promise<void> {
    await this.#pixels.close();
    await this.#index.close();
  }
}

/** A write may be partial (a full disk, a size limit): the next one then says why. */
async function writeWhole(
  file: FileHandle,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(
      bytes,
      done,
      bytes.length - done,
      position + done,
    );
    done += bytesWritten;
  }
}

function encodeEntry({ sha256, record, checksum }: ShardEntry): Buffer {
  const bytes = Buffer.alloc(ENTRY_BYTES);
  bytes.write(sha256, 0, 32, "hex");
  bytes.writeUInt32LE(record, 32);
  bytes.writeUInt32LE(checksum, 36);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, CHECKED_BYTES)), CHECKED_BYTES);
  return bytes;
}
