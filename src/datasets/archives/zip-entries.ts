import { open, type Entry, type ZipFile } from "yauzl";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";

import type {
  ArchiveEntry,
  ArchiveFile,
  EntryOptions,
} from "./archive-entry.ts";
import {
  damagedArchive,
  encryptedArchive,
  tooManyEntries,
  unsafeArchive,
} from "./archive-errors.ts";

/**
 * The entries of a ZIP archive, by its directory. The directory is read entry by entry and never held.
 * @throws StudioError `archive/damaged`, `archive/encrypted`, `archive/unsafe-path`, `archive/too-many-entries`; CancelledError
 */
export async function* zipEntries(
  archive: ArchiveFile,
  { signal, onRead, maximumEntries }: EntryOptions,
): AsyncGenerator<ArchiveEntry> {
  const { name } = archive;
  const zip = await openZip(archive);
  try {
    if (zip.entryCount > maximumEntries) {
      throw tooManyEntries(name, maximumEntries);
    }
    const next = directoryOf(zip);
    for (let done = 1; ; done++) {
      throwIfCancelled(signal);
      const entry = await next().catch((error: unknown) => {
        throw explain(name, error);
      });
      if (entry === null) return;
      if (entry.isEncrypted()) throw encryptedArchive(name);
      yield toEntry(zip, entry, name);
      onRead?.((archive.sizeBytes * done) / zip.entryCount);
    }
  } finally {
    zip.close();
  }
}

function openZip({ path, name }: ArchiveFile): Promise<ZipFile> {
  const options = {
    lazyEntries: true,
    autoClose: false,
    validateEntrySizes: true,
  };
  return new Promise((resolve, reject) =>
    open(path, options, (error, zip) =>
      error === null ? resolve(zip) : reject(explain(name, error)),
    ),
  );
}

/** Gives the next entry of the directory, or null after the last. */
function directoryOf(zip: ZipFile): () => Promise<Entry | null> {
  let settle: {
    resolve(entry: Entry | null): void;
    reject(error: Error): void;
  };
  zip.on("entry", (entry: Entry) => settle.resolve(entry));
  zip.on("end", () => settle.resolve(null));
  zip.on("error", (error: Error) => settle.reject(error));
  return () =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject };
      zip.readEntry();
    });
}

function toEntry(zip: ZipFile, entry: Entry, name: string): ArchiveEntry {
  return {
    path: entry.fileName,
    kind: kindOf(entry),
    sizeBytes: entry.uncompressedSize,
    read: () => readEntry(zip, entry, name),
  };
}

const UNIX = 3;
const UNIX_KINDS: Readonly<Record<number, ArchiveEntry["kind"]>> = {
  0o04: "folder",
  0o10: "file",
  0o12: "link",
};

function kindOf(entry: Entry): ArchiveEntry["kind"] {
  if (entry.fileName.endsWith("/")) return "folder";
  const mode = entry.externalFileAttributes >>> 28;
  if (entry.versionMadeBy >>> 8 !== UNIX || mode === 0) return "file";
  return UNIX_KINDS[mode] ?? "special";
}

async function* readEntry(
  zip: ZipFile,
  entry: Entry,
  name: string,
): AsyncGenerator<Uint8Array> {
  try {
    const stream = await new Promise<AsyncIterable<Uint8Array>>(
      (resolve, reject) =>
        zip.openReadStream(entry, (error, opened) =>
          error === null ? resolve(opened) : reject(error),
        ),
    );
    yield* stream;
  } catch (error) {
    throw explain(name, error);
  }
}

function explain(name: string, error: unknown): StudioError {
  if (error instanceof StudioError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/encrypt/i.test(message)) return encryptedArchive(name);
  const path =
    /^(?:absolute path|invalid relative path|invalid characters in fileName): (.*)/s.exec(
      message,
    )?.[1];
  return path === undefined
    ? damagedArchive(name, error)
    : unsafeArchive(name, path);
}
