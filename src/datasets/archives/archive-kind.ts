import { open } from "node:fs/promises";
import { constants, gunzipSync } from "node:zlib";

import { StudioError } from "#engine/base/errors.ts";

/** What a file holds by its first bytes: an archive that is read here, the content of a gzipped file, or neither. */
export type ArchiveKind = "zip" | "tar" | "gzipped-tar";

const FIRST_BYTES = 64 * 1024;
const TAR_HEADER_BYTES = 512;

const SIGNATURES: readonly (readonly [
  label: string,
  signature: readonly number[],
])[] = [
  ["a 7z archive", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ["a RAR archive", [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ["an archive packed with xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["an archive packed with bzip2", [0x42, 0x5a, 0x68]],
  ["an archive packed with zstd", [0x28, 0xb5, 0x2f, 0xfd]],
];

/** The first bytes of a file; fewer when it is shorter. */
export async function readFirstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc(FIRST_BYTES),
      position: 0,
    });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * Recognises an archive by its content.
 * @param start the file's first bytes
 * @returns null for what is no archive
 * @throws StudioError `archive/unsupported` for one that is not read here
 */
export function recognizeArchive(
  name: string,
  start: Uint8Array,
): ArchiveKind | null {
  if (startsWith(start, [0x50, 0x4b, 0x03, 0x04])) return "zip";
  if (startsWith(start, [0x50, 0x4b, 0x05, 0x06])) return "zip";
  if (isTarHeader(start)) return "tar";
  if (isTarHeader(gunzipStart(start))) return "gzipped-tar";
  const other = SIGNATURES.find(([, signature]) =>
    startsWith(start, signature),
  );
  if (other === undefined) return null;
  throw new StudioError(
    "archive/unsupported",
    `Expected a ZIP, TAR or TAR.GZ archive. Received: ${name}, which is ${other[0]}. Unpack it and import the folder.`,
  );
}

/** What the beginning of a gzipped file unpacks to; empty when it is none. */
function gunzipStart(start: Uint8Array): Uint8Array {
  if (!startsWith(start, [0x1f, 0x8b])) return new Uint8Array();
  try {
    return gunzipSync(start, {
      finishFlush: constants.Z_SYNC_FLUSH,
      // A bomb shows itself in its first bytes as well.
      maxOutputLength: 128 * 1024 * 1024,
    });
  } catch {
    return new Uint8Array();
  }
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** By its checksum: the sum of the header's bytes with the checksum's own eight as spaces, in octal digits. */
function isTarHeader(bytes: Uint8Array): boolean {
  if (bytes.length < TAR_HEADER_BYTES) return false;
  const header = Buffer.from(bytes.subarray(0, TAR_HEADER_BYTES));
  const written = Number.parseInt(header.toString("latin1", 148, 156), 8);
  header.fill(" ", 148, 156);
  let sum = 0;
  for (const byte of header) sum += byte;
  return sum === written;
}
