import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

import { CancelledError, throwIfCancelled } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";

import type {
  ArchiveEntry,
  ArchiveFile,
  EntryOptions,
  ReadEntries,
} from "./archive-entry.ts";
import {
  archiveTooLarge,
  damagedArchive,
  tooManyEntries,
} from "./archive-errors.ts";
import { ByteQueue } from "./byte-queue.ts";
import {
  BLOCK_BYTES,
  readLongName,
  readTarFields,
  readTarHeader,
  type TarHeader,
} from "./tar-header.ts";

const CHUNK_BYTES = 256 * 1024;
/** What may lie between two files: long names, and zeros at the end. More would be held, or waited for, in vain. */
const MOST_BETWEEN_FILES_BYTES = 64 * 1024 * 1024;
/** Of one header's fields or long name. */
const MOST_EXTENSION_BYTES = 4 * 1024 * 1024;

export const tarEntries: ReadEntries = (archive, options) =>
  readTar(archive, options, false);

export const gzippedTarEntries: ReadEntries = (archive, options) =>
  readTar(archive, options, true);

/**
 * The entries of a TAR archive while it is read once, from its beginning.
 * @throws StudioError `archive/damaged`, `archive/too-many-entries`, `archive/too-large`; CancelledError
 */
async function* readTar(
  { name, path }: ArchiveFile,
  { signal, onRead, maximumEntries }: EntryOptions,
  isGzipped: boolean,
): AsyncGenerator<ArchiveEntry> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const flow = isGzipped ? pipeline(file, gunzip) : Promise.resolve();
  flow.catch(() => undefined);
  let explained = 0;
  async function* counted(source: AsyncIterable<Buffer>) {
    let passed = 0;
    for await (const chunk of source) {
      throwIfCancelled(signal);
      passed += chunk.length;
      if (passed - explained > MOST_BETWEEN_FILES_BYTES) {
        throw archiveTooLarge(name, "has next to no files in much data");
      }
      yield chunk;
    }
  }
  try {
    const tar = new TarReader(counted(isGzipped ? gunzip : file));
    let done = 0;
    for (;;) {
      const header = await tar.next();
      if (header === null) break;
      throwIfCancelled(signal);
      if (++done > maximumEntries) throw tooManyEntries(name, maximumEntries);
      const { sizeBytes, kind } = header;
      explained += 2 * BLOCK_BYTES + sizeBytes;
      onRead?.(file.bytesRead);
      yield {
        path: header.name,
        kind,
        sizeBytes,
        read: () =>
          tar.contentNow() ??
          explaining(tar.content(), (error) => explain(name, error, signal)),
      };
    }
    await flow;
    if (done === 0) throw new Error("no file in it");
  } catch (error) {
    throw explain(name, error, signal);
  } finally {
    gunzip.destroy();
    file.destroy();
    await flow.catch(() => undefined);
  }
}

interface EntryHeader extends TarHeader {
  readonly kind: ArchiveEntry["kind"];
}

/** Goes from header to header; what was not read of a content is passed over. */
class TarReader {
  readonly #queue: ByteQueue;
  /** Of the content that the last header speaks of. */
  #left = 0;
  #padding = 0;
  /** Said of all entries that follow. */
  #allFields: ReadonlyMap<string, string> = new Map();

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#queue = new ByteQueue(chunks);
  }

  /** The next entry with what was said of it before it; null at the end. @throws Error for a damaged archive */
  async next(): Promise<EntryHeader | null> {
    let longName: string | undefined;
    let fields: ReadonlyMap<string, string> = new Map();
    for (;;) {
      const header = await this.#nextHeader();
      if (header === null) return null;
      switch (header.kind) {
        case "next-name":
          longName = readLongName(await this.#extension());
          break;
        case "next-fields":
          fields = new Map([
            ...this.#allFields,
            ...readTarFields(await this.#extension()),
          ]);
          break;
        case "all-fields":
          this.#allFields = readTarFields(await this.#extension());
          break;
        case "next-link":
          await this.#extension();
          break;
        default:
          return this.#described(header, header.kind, longName, fields);
      }
    }
  }

  #described(
    header: TarHeader,
    written: ArchiveEntry["kind"],
    longName: string | undefined,
    fields: ReadonlyMap<string, string>,
  ): EntryHeader {
    const name = fields.get("path") ?? longName ?? header.name;
    // Old programs marked a folder by its name alone.
    const kind = written === "file" && name.endsWith("/") ? "folder" : written;
    const sizeBytes = Number(fields.get("size") ?? header.sizeBytes);
    if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
      throw new Error("a header's size is wrong");
    }
    this.#expect(kind === "folder" ? 0 : sizeBytes);
    return { name, kind, sizeBytes };
  }

  /** The whole content, where it was read together with its header. */
  contentNow(): Buffer[] | undefined {
    const piece = this.#queue.takeNow(this.#left);
    if (piece === undefined) return undefined;
    this.#left = 0;
    return [piece];
  }

  /** The content piece by piece. */
  async *content(): AsyncGenerator<Buffer> {
    while (this.#left > 0) yield await this.#some();
  }

  async #nextHeader(): Promise<TarHeader | null> {
    for (;;) {
      await this.#passOver();
      const queue = this.#queue;
      const block =
        queue.takeNow(BLOCK_BYTES) ?? (await queue.take(BLOCK_BYTES));
      if (block === null) return null;
      const header = readTarHeader(block);
      if (header === null) continue;
      this.#expect(header.sizeBytes);
      return header;
    }
  }

  #expect(sizeBytes: number): void {
    this.#left = sizeBytes;
    this.#padding = (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
  }

  async #passOver(): Promise<void> {
    if (this.#queue.takeNow(this.#left + this.#padding) === undefined) {
      this.#left += this.#padding;
      while (this.#left > 0) await this.#some();
    }
    this.#left = 0;
    this.#padding = 0;
  }

  async #some(): Promise<Buffer> {
    const piece = await this.#queue.takeSome(this.#left);
    if (piece === null) throw new Error("it ends too early");
    this.#left -= piece.length;
    return piece;
  }

  async #extension(): Promise<Buffer> {
    const length = this.#left;
    if (length > MOST_EXTENSION_BYTES) throw new Error("a header is too long");
    this.#left = 0;
    const bytes = await this.#queue.take(length);
    if (bytes === null) throw new Error("it ends too early");
    return bytes;
  }
}

async function* explaining(
  content: AsyncIterable<Buffer>,
  toError: (error: unknown) => StudioError,
): AsyncGenerator<Buffer> {
  try {
    yield* content;
  } catch (error) {
    throw toError(error);
  }
}

function explain(
  name: string,
  error: unknown,
  signal: AbortSignal | undefined,
): StudioError {
  if (signal?.aborted) return new CancelledError();
  return error instanceof StudioError ? error : damagedArchive(name, error);
}
