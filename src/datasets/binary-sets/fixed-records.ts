import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

import { throwIfCancelled } from "#engine/base/cancellation.ts";

import { damagedSet } from "./binary-set-errors.ts";

const CHUNK_BYTES = 256 * 1024;

/**
 * The header of a file and then its records, all of one size, read as they are asked for; `.gz` files are unpacked on the way.
 * @param recordBytes from the header, which comes first
 * @throws StudioError `binary-set/damaged` for a file that ends within a record or cannot be unpacked; CancelledError
 */
export async function* readRecords(
  path: string,
  headerBytes: number,
  recordBytes: (header: Buffer) => number,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  let size = headerBytes;
  let isHeader = headerBytes > 0;
  let rest: Buffer = Buffer.alloc(0);
  if (!isHeader) size = recordBytes(rest);
  for await (const chunk of readChunks(path)) {
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
    throw damagedSet(path, `whole records of ${size} bytes`, "part of one");
  }
}

async function* readChunks(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const isGzipped = path.toLowerCase().endsWith(".gz");
  const unpacker = isGzipped ? createGunzip({ chunkSize: CHUNK_BYTES }) : null;
  // A failure of the first stage would not reach the second by itself.
  if (unpacker) file.once("error", (error) => unpacker.destroy(error));
  try {
    yield* unpacker ? file.pipe(unpacker) : file;
  } catch (error) {
    throw damagedSet(
      path,
      "a file that can be read to its end",
      error instanceof Error ? error.message : String(error),
      error,
    );
  } finally {
    file.destroy();
    unpacker?.destroy();
  }
}
