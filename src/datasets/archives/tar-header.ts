import type { ArchiveEntry } from "./archive-entry.ts";

// The blocks of a TAR archive that say what follows: "ustar Interchange Format" and "pax Interchange Format" of POSIX.1-2017
// (pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html), and GNU's long names (gnu.org/software/tar/manual, "Basic Tar Format").

export const BLOCK_BYTES = 512;

export interface TarHeader {
  readonly name: string;
  /** Bytes that follow, before padding. */
  readonly sizeBytes: number;
  /** What it describes: an entry, or the entry that comes next. */
  readonly kind: ArchiveEntry["kind"] | TarExtension;
}

export type TarExtension =
  "next-fields" | "all-fields" | "next-name" | "next-link";

const KINDS: Readonly<Record<string, TarHeader["kind"]>> = {
  "\0": "file",
  "0": "file",
  "1": "link",
  "2": "link",
  "5": "folder",
  "7": "file",
  L: "next-name",
  N: "next-name",
  K: "next-link",
  x: "next-fields",
  g: "all-fields",
};

const SPACE = 0x20;
const ZERO = 0x30;
const SEVEN = 0x37;

/**
 * Reads a header.
 * @param block of 512 bytes
 * @returns null for a block of zeros, as they end an archive
 * @throws Error for what is no header
 */
export function readTarHeader(block: Buffer): TarHeader | null {
  const sum = sumOf(block);
  if (sum === 8 * SPACE) return null;
  if (sum !== readNumber(block, 148, 8)) {
    throw new Error("a header's checksum is wrong");
  }
  const magic = block.toString("latin1", 257, 265);
  const isUstar = magic.startsWith("ustar\0");
  if (!isUstar && magic !== "ustar  \0") {
    throw new Error("a header is of no known format");
  }
  const base = readText(block, 0, 100);
  const prefix = isUstar ? readText(block, 345, 155) : "";
  const name = prefix === "" ? base : `${prefix}/${base}`;
  const kind = KINDS[String.fromCharCode(block[156] ?? 0)] ?? "special";
  return { name, sizeBytes: readNumber(block, 124, 12), kind };
}

/** The name that follows a header of kind `next-name`. */
export function readLongName(bytes: Buffer): string {
  return readText(bytes, 0, bytes.length);
}

/**
 * The fields that follow a header of kind `next-fields` or `all-fields`: `27 path=cat/a long name.jpg` and so on.
 * @throws Error for a field without a length or an end
 */
export function readTarFields(bytes: Buffer): Map<string, string> {
  const fields = new Map<string, string>();
  for (let start = 0; start < bytes.length && bytes[start] !== 0;) {
    const space = bytes.indexOf(SPACE, start);
    const length = Number(
      bytes.toString("latin1", start, Math.max(start, space)),
    );
    const end = start + length;
    const equals = bytes.indexOf("=", space);
    const isWhole =
      space > start && length > 0 && equals > space && equals < end;
    if (!isWhole || end > bytes.length) {
      throw new Error("a field of a header is damaged");
    }
    // Without the line's end.
    fields.set(
      bytes.toString("utf8", space + 1, equals),
      bytes.toString("utf8", equals + 1, end - 1),
    );
    start = end;
  }
  return fields;
}

/** Of all bytes, with spaces where the sum itself stands. */
function sumOf(block: Buffer): number {
  let sum = 8 * SPACE;
  for (let i = 0; i < 148; i++) sum += block[i] ?? 0;
  for (let i = 156; i < BLOCK_BYTES; i++) sum += block[i] ?? 0;
  return sum;
}

/** Up to a zero. */
function readText(bytes: Buffer, start: number, length: number): string {
  const most = start + length;
  let end = start;
  while (end < most && bytes[end] !== 0) end++;
  return bytes.toString("utf8", start, end);
}

/** In octal digits; GNU writes what does not fit as a binary number. @throws Error for neither */
function readNumber(bytes: Buffer, start: number, length: number): number {
  const end = start + length;
  let value = 0;
  let at = start;
  if (bytes[start] === 0x80) {
    for (at = start + 1; at < end; at++) value = value * 256 + (bytes[at] ?? 0);
  } else {
    while (at < end && bytes[at] === SPACE) at++;
    for (; at < end; at++) {
      const digit = bytes[at] ?? 0;
      if (digit === SPACE || digit === 0) break;
      if (digit < ZERO || digit > SEVEN) {
        throw new Error("a number of a header is damaged");
      }
      value = value * 8 + digit - ZERO;
    }
  }
  if (!Number.isSafeInteger(value)) throw new Error("a header's size is wrong");
  return value;
}
