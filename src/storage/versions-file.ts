import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";

import type { Split } from "#api/base.ts";
import { StudioError } from "#engine/base/errors.ts";

import { writeFileAtomically } from "./atomic-file.ts";
import { projectPaths } from "./project-paths.ts";
import { toStorageError } from "./storage-errors.ts";

/**
 * The pictures, labels and sides of a data set at some moment, in columns, in the order of the pictures' hashes, so that equal data is
 * equal whatever the order of its import was. The file: `CONVOLVE`, the format's number and the length of a JSON header (uint32, little
 * endian), the header, then the columns: hashes as they are, the others packed with zstd. A million pictures are about 45 MB.
 */
export interface DataVersion {
  readonly count: number;
  /** In the order of their code units; classes without pictures too. */
  readonly classNames: readonly string[];
  /** SHA-256 of each picture's content, 32 bytes each, in ascending order. */
  readonly hashes: Uint8Array;
  /** Index into `classNames`; `classNames.length` for a picture without a label. */
  readonly classes: Uint32Array;
  /** The side (0: none, else 1 + its place in `VERSION_SIDES`), plus `EXCLUDED` where it is left out. */
  readonly flags: Uint8Array;
  /** Where the file was when the version was first written, relative to its root; not part of the digest. UTF-8, one after the other. */
  readonly paths: Uint8Array;
  /** End of each path in `paths`, in bytes. */
  readonly pathEnds: Uint32Array;
}

export const VERSION_SIDES: readonly Split[] = ["train", "validation", "test"];
export const EXCLUDED = 4;

const MAGIC = "CONVOLVE";
const FORMAT = 1;
const PREFIX_BYTES = 16;
const HASH_BYTES = 32;
/** Of a header with far too many classes; more is not a file of ours. */
const MAX_HEADER_BYTES = 64 * 1024 * 1024;
const COLUMNS = ["hashes", "classes", "flags", "pathEnds", "paths"] as const;

interface Header {
  readonly count: number;
  readonly classNames: string[];
  /** Bytes of each column in the file and unpacked, in the order of `COLUMNS`. */
  readonly columns: { readonly packed: number; readonly bytes: number }[];
}

const pack = promisify(zstdCompress);
const unpack = promisify(zstdDecompress);

/** Names the content: pictures, labels, sides, exclusions and classes; lower-case hexadecimal. */
export function versionDigest(version: DataVersion): string {
  const hash = createHash("sha256");
  hash.update(`convolve data version ${FORMAT}\n`);
  hash.update(`${JSON.stringify(version.classNames)}\n`);
  hash.update(version.hashes);
  hash.update(bytesOf(version.classes));
  hash.update(version.flags);
  return hash.digest("hex");
}

/**
 * Writes a version into the project, unless the same content is there already.
 * @returns its digest, which is the name of the file
 * @throws StudioError `storage/…`; nothing is left of a write that failed
 */
export async function writeVersion(
  projectDirectory: string,
  version: DataVersion,
): Promise<string> {
  const digest = versionDigest(version);
  const path = versionPath(projectDirectory, digest);
  const known = await stat(path).catch(() => undefined);
  if (known === undefined) {
    await writeFileAtomically(path, await encodeVersion(version));
  }
  return digest;
}

/** @throws StudioError `versions/missing`, `versions/newer-format`, `versions/damaged`, `storage/…` */
export async function readVersion(
  projectDirectory: string,
  digest: string,
): Promise<DataVersion> {
  const path = versionPath(projectDirectory, digest);
  let content: Uint8Array;
  try {
    content = await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") {
      throw toStorageError(cause, `The file ${path}`);
    }
    throw new StudioError(
      "versions/missing",
      `The list of pictures of this version should be at ${path}, but it is not there. It was deleted from outside; the version cannot be compared or restored.`,
      { cause },
    );
  }
  const version = await decodeVersion(content, path);
  if (versionDigest(version) !== digest) throw damaged(path);
  return version;
}

export function versionPath(projectDirectory: string, digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) {
    throw new StudioError(
      "versions/unknown",
      `A version is named by 64 hexadecimal digits. Received: "${digest.slice(0, 80)}".`,
    );
  }
  return join(projectPaths(projectDirectory).versions, digest);
}

/** Path of the file of a row, as it was. */
export function pathOfRow(
  { paths, pathEnds }: DataVersion,
  row: number,
): string {
  const start = row === 0 ? 0 : (pathEnds[row - 1] as number);
  return Buffer.from(paths.subarray(start, pathEnds[row])).toString("utf8");
}

/** Lower-case hexadecimal. */
export function hashOfRow({ hashes }: DataVersion, row: number): string {
  return Buffer.from(
    hashes.subarray(row * HASH_BYTES, (row + 1) * HASH_BYTES),
  ).toString("hex");
}

export async function encodeVersion(version: DataVersion): Promise<Uint8Array> {
  const plain = COLUMNS.map((name) => bytesOf(version[name]));
  // Hashes are random: packing them costs time and gains nothing.
  const packed = await Promise.all(
    plain.map((bytes, index) => (index === 0 ? bytes : pack(bytes))),
  );
  const header: Header = {
    count: version.count,
    classNames: [...version.classNames],
    columns: packed.map((bytes, index) => ({
      packed: bytes.byteLength,
      bytes: plain[index]?.byteLength ?? 0,
    })),
  };
  const text = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.write(MAGIC, "latin1");
  prefix.writeUInt32LE(FORMAT, 8);
  prefix.writeUInt32LE(text.byteLength, 12);
  return Buffer.concat([prefix, text, ...packed]);
}

/** @throws StudioError `versions/newer-format`, `versions/damaged` */
export async function decodeVersion(
  content: Uint8Array,
  path: string,
): Promise<DataVersion> {
  const buffer = Buffer.from(
    content.buffer,
    content.byteOffset,
    content.byteLength,
  );
  if (
    buffer.byteLength < PREFIX_BYTES ||
    buffer.toString("latin1", 0, MAGIC.length) !== MAGIC
  ) {
    throw damaged(path);
  }
  const format = buffer.readUInt32LE(8);
  if (format !== FORMAT) {
    throw new StudioError(
      "versions/newer-format",
      `${path} has the format ${format}; this Convolve knows ${FORMAT}. Update Convolve to use this version of the data.`,
    );
  }
  try {
    return await decodeColumns(buffer);
  } catch (cause) {
    throw damaged(path, cause);
  }
}

async function decodeColumns(buffer: Buffer): Promise<DataVersion> {
  const headerBytes = buffer.readUInt32LE(12);
  if (headerBytes > MAX_HEADER_BYTES) throw new RangeError("header");
  let start = PREFIX_BYTES + headerBytes;
  const header = JSON.parse(
    buffer.toString("utf8", PREFIX_BYTES, start),
  ) as Header;
  const columns: Uint8Array[] = [];
  for (const [index, { packed, bytes }] of header.columns.entries()) {
    const stored = buffer.subarray(start, start + packed);
    start += packed;
    const plain =
      index === 0
        ? stored
        : await unpack(stored, { maxOutputLength: Math.max(1, bytes) });
    if (plain.byteLength !== bytes) throw new RangeError("column");
    columns.push(plain);
  }
  const [hashes, classes, flags, pathEnds, paths] = columns as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const version: DataVersion = {
    count: header.count,
    classNames: header.classNames,
    hashes,
    classes: toUint32(classes),
    flags,
    paths,
    pathEnds: toUint32(pathEnds),
  };
  requireConsistent(version);
  return version;
}

function requireConsistent(version: DataVersion): void {
  const { count, hashes, classes, flags, paths, pathEnds, classNames } =
    version;
  const isWhole =
    hashes.byteLength === count * HASH_BYTES &&
    classes.length === count &&
    flags.length === count &&
    pathEnds.length === count &&
    (count === 0 || pathEnds[count - 1] === paths.byteLength) &&
    classNames.every((name) => typeof name === "string") &&
    classes.every((index) => index <= classNames.length);
  if (!isWhole) throw new RangeError("columns");
}

function damaged(path: string, cause?: unknown): StudioError {
  return new StudioError(
    "versions/damaged",
    `${path} should list the pictures of a version, but its content is damaged. Delete it, and save a snapshot of the data anew.`,
    { cause },
  );
}

/** Little endian, as on every machine that Node runs on. */
function bytesOf(column: Uint8Array | Uint32Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** A copy, because numbers of four bytes must begin at a multiple of four. */
function toUint32(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer);
}
