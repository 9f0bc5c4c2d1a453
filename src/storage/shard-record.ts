import { read as readCallback, readSync } from "node:fs";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";

// One record of a shard: magic (4 bytes), length of the key (2) and of the blob (4), checksum of key and blob (4), key (UTF-8),
// blob. Numbers are little endian.

const MAGIC = 0x31_53_56_43; // "CVS1"
const RECORD_HEADER_BYTES = 14;

/** How much of a shard is read at a time when it is searched for records. */
const SCAN_BYTES = 1024 * 1024;

const read = promisify(readCallback);

/** @throws RangeError when the key is longer than 65,535 bytes */
export function encodeRecord(key: string, blob: Uint8Array): Uint8Array {
  const keyBytes = Buffer.from(key, "utf8");
  const record = Buffer.allocUnsafe(
    RECORD_HEADER_BYTES + keyBytes.byteLength + blob.byteLength,
  );
  record.writeUInt32LE(MAGIC, 0);
  record.writeUInt16LE(keyBytes.byteLength, 4);
  record.writeUInt32LE(blob.byteLength, 6);
  record.set(keyBytes, RECORD_HEADER_BYTES);
  record.set(blob, RECORD_HEADER_BYTES + keyBytes.byteLength);
  record.writeUInt32LE(crc32(record.subarray(RECORD_HEADER_BYTES)), 10);
  return record;
}

/** The blob of the record at an offset, or undefined when it is not whole or not of this key. */
export async function decodeRecord(
  descriptor: number,
  offset: number,
  key: string,
): Promise<Uint8Array | undefined> {
  const header = Buffer.allocUnsafe(RECORD_HEADER_BYTES);
  if ((await readAt(descriptor, header, offset)) < RECORD_HEADER_BYTES) {
    return undefined;
  }
  if (header.readUInt32LE(0) !== MAGIC) return undefined;
  const keyLength = header.readUInt16LE(4);
  const body = Buffer.allocUnsafe(keyLength + header.readUInt32LE(6));
  const got = await readAt(descriptor, body, offset + RECORD_HEADER_BYTES);
  if (got < body.byteLength || crc32(body) !== header.readUInt32LE(10)) {
    return undefined;
  }
  if (body.toString("utf8", 0, keyLength) !== key) return undefined;
  return body.subarray(keyLength);
}

/**
 * Key and place of every record from an offset on; ends at the first that is not whole. Blobs are passed over in
 * big reads, because a system call per record is slower than the bytes.
 * @param start a place where a record begins @param size of the file
 */
export function* readRecordHeaders(
  descriptor: number,
  start: number,
  size: number,
): Generator<{ key: string; offset: number; end: number }> {
  const buffer = Buffer.allocUnsafe(SCAN_BYTES);
  let bufferStart = start;
  let bufferEnd = start;
  const have = (offset: number, length: number): Buffer | undefined => {
    if (offset + length > size) return undefined;
    if (offset < bufferStart || offset + length > bufferEnd) {
      const got = readSync(descriptor, buffer, 0, SCAN_BYTES, offset);
      bufferStart = offset;
      bufferEnd = offset + got;
      if (got < length) return undefined;
    }
    const from = offset - bufferStart;
    return buffer.subarray(from, from + length);
  };
  for (let offset = start; ;) {
    const header = have(offset, RECORD_HEADER_BYTES);
    if (!header || header.readUInt32LE(0) !== MAGIC) return;
    const keyLength = header.readUInt16LE(4);
    const end =
      offset + RECORD_HEADER_BYTES + keyLength + header.readUInt32LE(6);
    const key = have(offset + RECORD_HEADER_BYTES, keyLength);
    if (!key || end > size) return;
    yield { key: key.toString("utf8"), offset, end };
    offset = end;
  }
}

async function readAt(
  descriptor: number,
  target: Buffer,
  offset: number,
): Promise<number> {
  const { bytesRead } = await read(
    descriptor,
    target,
    0,
    target.byteLength,
    offset,
  );
  return bytesRead;
}
