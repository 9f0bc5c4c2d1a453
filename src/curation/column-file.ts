import { open } from "node:fs/promises";

import { StudioError } from "#engine/base/errors.ts";
import { writeFileAtomically } from "#engine/storage/atomic-file.ts";

/**
 * Columns of numbers in one file: the length of a JSON header (uint32), the header, the columns one after the other, little-endian.
 * For what is made again where it is missing or of an older form.
 */
export type Column = Int32Array | Float32Array;

export interface ColumnFile {
  /** Plain JSON. */
  readonly about: unknown;
  readonly columns: Readonly<Record<string, Column>>;
}

const KINDS = { int32: Int32Array, float32: Float32Array } as const;

interface Header {
  readonly form: string;
  readonly about: unknown;
  readonly columns: readonly {
    readonly name: string;
    readonly kind: keyof typeof KINDS;
    readonly length: number;
  }[];
}

const FORM = "convolve-columns-1";
const MAX_HEADER_BYTES = 1e6;

/** Written whole or not at all. @throws StudioError `storage/…` */
export async function writeColumns(
  path: string,
  { about, columns }: ColumnFile,
): Promise<void> {
  const entries = Object.entries(columns);
  const header: Header = {
    form: FORM,
    about,
    columns: entries.map(([name, { length }]) => ({
      name,
      kind: columns[name] instanceof Int32Array ? "int32" : "float32",
      length,
    })),
  };
  const text = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32LE(text.length);
  const parts = [prefix, text, ...entries.map(([, column]) => toBytes(column))];
  await writeFileAtomically(path, parts);
}

/** @returns null where there is none, or none that can be read */
export async function readColumns(path: string): Promise<ColumnFile | null> {
  const file = await open(path, "r").catch(() => null);
  if (file === null) return null;
  try {
    const prefix = await read(4);
    const headerBytes = prefix.readUInt32LE();
    if (headerBytes > MAX_HEADER_BYTES) return null;
    const header = JSON.parse(
      (await read(headerBytes)).toString("utf8"),
    ) as Header;
    if (header.form !== FORM) return null;
    const columns: Record<string, Column> = {};
    for (const { name, kind, length } of header.columns) {
      const column = new KINDS[kind](length);
      await readInto(toBytes(column));
      columns[name] = column;
    }
    return { about: header.about, columns };
  } catch {
    return null;
  } finally {
    await file.close();
  }

  async function read(length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length);
    await readInto(bytes);
    return bytes;
  }

  async function readInto(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesRead } = await file!.read(bytes, done, bytes.length - done);
      if (bytesRead === 0) throw truncated(path);
      done += bytesRead;
    }
  }
}

/** The same memory. */
export function toBytes({ buffer, byteOffset, byteLength }: Column): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function truncated(path: string): StudioError {
  return new StudioError(
    "storage/damaged",
    `${path} ends too early. It is made again when it is needed.`,
  );
}
