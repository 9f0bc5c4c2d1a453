import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

import { extract, type Headers } from "tar-stream";

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

const CHUNK_BYTES = 256 * 1024;
const BLOCK_BYTES = 512;
/** What may lie between two files: long names, and zeros at the end. More would be held, or waited for, in vain. */
const MOST_BETWEEN_FILES_BYTES = 64 * 1024 * 1024;

export const tarEntries: ReadEntries = (archive, options) =>
  readTar(archive, options, false);

export const gzippedTarEntries: ReadEntries = (archive, options) =>
  readTar(archive, options, true);

/**
 * The entries of a TAR archive while it is read once, from its beginning.
 * @throws StudioError `archive/damaged`, `archive/too-many-entries`, `archive/too-large`; CancelledError
 */
async function* readTar(
  archive: ArchiveFile,
  { signal, onRead, maximumEntries }: EntryOptions,
  isGzipped: boolean,
): AsyncGenerator<ArchiveEntry> {
  const { name, path } = archive;
  const entries = extract();
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  let explained = 0;
  const watched = signal ? { signal } : {};
  const flow = isGzipped
    ? pipeline(
        file,
        createGunzip({ chunkSize: CHUNK_BYTES }),
        counted,
        entries,
        watched,
      )
    : pipeline(file, counted, entries, watched);
  flow.catch(() => undefined);
  async function* counted(source: AsyncIterable<Uint8Array>) {
    let passed = 0;
    for await (const chunk of source) {
      passed += chunk.length;
      if (passed - explained > MOST_BETWEEN_FILES_BYTES) {
        throw archiveTooLarge(name, "has next to no files in much data");
      }
      yield chunk;
    }
  }
  try {
    let done = 0;
    for await (const entry of entries) {
      throwIfCancelled(signal);
      if (++done > maximumEntries) throw tooManyEntries(name, maximumEntries);
      const sizeBytes = entry.header.size ?? 0;
      explained += 2 * BLOCK_BYTES + sizeBytes;
      onRead?.(file.bytesRead);
      let isRead = false;
      yield {
        path: entry.header.name,
        kind: kindOf(entry.header),
        sizeBytes,
        async *read() {
          isRead = true;
          try {
            yield* entry;
          } catch (error) {
            throw explain(name, error, signal);
          }
        },
      };
      if (!isRead) entry.resume();
    }
    await flow;
    if (done === 0) throw new Error("no file in it");
  } catch (error) {
    throw explain(name, error, signal);
  } finally {
    entries.destroy();
    file.destroy();
    await flow.catch(() => undefined);
  }
}

function kindOf({ type }: Headers): ArchiveEntry["kind"] {
  switch (type) {
    case "file":
    case "contiguous-file":
      return "file";
    case "directory":
      return "folder";
    case "link":
    case "symlink":
      return "link";
    default:
      return "special";
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
