import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";

import { damagedSet } from "./binary-set-errors.ts";
import type { SetFile } from "./set-files.ts";

const CHUNK_BYTES = 256 * 1024;

/**
 * The header of a file and then its records, all of one size, read as they are asked for; `.gz` files are unpacked on the way.
 * @param recordBytes from the header, which comes first
 * @throws StudioError `binary-set/damaged` for a file that ends within a record or cannot be unpacked; CancelledError
 */
export async function* readRecords(
  file: SetFile,
  headerBytes: number,
  recordBytes: (header: Buffer) => number,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  let size = headerBytes;
  let isHeader = headerBytes > 0;
  let rest: Buffer = Buffer.alloc(0);
  if (!isHeader) size = recordBytes(rest);
  for await (const chunk of unpackedChunks(file)) {
    throwIfCancelled(signal);
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    while (rest.length - start >= size) {
      const record = rest.subarray(start, start + size);
      start += size;
      if (isHeader) {
        size = recordBytes(record);
        isHeader = false;
      }
      yield record;
    }
    rest = rest.subarray(start);
  }
  if (rest.length > 0 || isHeader) {
    throw damagedSet(
      file.name,
      `whole records of ${size} bytes`,
      "part of one",
    );
  }
}

async function* unpackedChunks({ name, chunks }: SetFile) {
  try {
    yield* /\.gz$/i.test(name) ? gunzipped(chunks) : buffers(chunks);
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw damagedSet(
      name,
      "a file that can be read to its end",
      error instanceof Error ? error.message : String(error),
      error,
    );
  }
}

async function* gunzipped(chunks: SetFile["chunks"]): AsyncGenerator<Buffer> {
  const unpacker = createGunzip({ chunkSize: CHUNK_BYTES });
  const flow = pipeline(chunks, unpacker);
  flow.catch(() => undefined);
  try {
    yield* unpacker;
  } finally {
    unpacker.destroy();
    await flow.catch(() => undefined);
  }
}

async function* buffers(chunks: SetFile["chunks"]): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
}
