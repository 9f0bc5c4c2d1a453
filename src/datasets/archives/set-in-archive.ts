import { posix } from "node:path";

import { StudioError } from "#engine/base/errors.ts";
import { damagedSet } from "#engine/datasets/binary-sets/binary-set-errors.ts";
import {
  isSetName,
  openSetOf,
} from "#engine/datasets/binary-sets/open-binary-set.ts";
import {
  MOST_FILES,
  type SetFile,
  type SetFiles,
} from "#engine/datasets/binary-sets/set-files.ts";
import { isSystemPath, looksLikePicture } from "#engine/datasets/scan.ts";
import type {
  PackedOptions,
  PackedSource,
} from "#engine/datasets/sources/source.ts";

import type { ArchiveEntry, ArchiveFile } from "./archive-entry.ts";
import type { ArchiveKind } from "./archive-kind.ts";
import { ARCHIVE_READERS, checkedEntries } from "./archive-source.ts";

/** What is looked through for a set; an archive that claims more is read as one of pictures. */
const MOST_BYTES = 8 * 1024 ** 3;
/** A file that is kept while the archive is looked through, so that it need not be read again for it: names of classes, labels. */
const KEPT_BYTES = 1024 * 1024;

/**
 * CIFAR's or MNIST's own files in an archive, as they are published: `cifar-10-binary.tar.gz`, a ZIP of gzipped IDX files. Their contents
 * are read while the archive is, so nothing is written on the way.
 * @returns null for every other archive; for most after the first file
 * @throws StudioError `binary-set/missing-file`
 */
export async function openSetInArchive(
  archive: ArchiveFile,
  kind: ArchiveKind,
): Promise<PackedSource | null> {
  const found = await lookThrough(archive, kind);
  return found === null ? null : openSetOf(toSetFiles(archive, kind, found));
}

interface Found {
  readonly sizes: ReadonlyMap<string, number>;
  readonly kept: ReadonlyMap<string, Uint8Array>;
}

/** Null for what is no such set, or cannot be read: whoever reads it as an archive says why. */
async function lookThrough(
  archive: ArchiveFile,
  kind: ArchiveKind,
): Promise<Found | null> {
  const sizes = new Map<string, number>();
  const kept = new Map<string, Uint8Array>();
  let [count, bytes] = [0, 0];
  try {
    const entries = ARCHIVE_READERS[kind].read(archive, {
      maximumEntries: 2 * MOST_FILES,
    });
    for await (const entry of entries) {
      if (entry.kind !== "file" || isSystemPath(entry.path)) continue;
      const name = posix.basename(entry.path);
      count++;
      bytes += entry.sizeBytes;
      if (count > MOST_FILES || bytes > MOST_BYTES) return null;
      if (isPicture(name) && !isSetName(name)) return null;
      if (sizes.has(name)) continue;
      sizes.set(name, entry.sizeBytes);
      if (entry.sizeBytes <= KEPT_BYTES) kept.set(name, await whole(entry));
    }
  } catch (error) {
    if (error instanceof StudioError) return null;
    throw error;
  }
  const names = [...sizes.keys()].toSorted();
  if (!names.some(isSetName)) return null;
  return {
    sizes: new Map(names.map((name) => [name, sizes.get(name) ?? 0])),
    kept,
  };
}

/** What has no ending may be a note as well. */
function isPicture(name: string): boolean {
  return name.includes(".") && looksLikePicture(name);
}

async function whole(entry: ArchiveEntry): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of entry.read()) parts.push(chunk);
  return Buffer.concat(parts);
}

function toSetFiles(
  archive: ArchiveFile,
  kind: ArchiveKind,
  { sizes, kept }: Found,
): SetFiles {
  const { description, read } = ARCHIVE_READERS[kind];
  return {
    packedAs: description,
    sizes,
    async *contents(names, options) {
      const wanted = new Set(names);
      for (const name of names) {
        const content = kept.get(name);
        if (content === undefined) continue;
        wanted.delete(name);
        yield { name, chunks: [content] };
      }
      if (wanted.size > 0) yield* readFiles(wanted, options);
    },
  };

  async function* readFiles(
    wanted: Set<string>,
    { signal, limits }: PackedOptions,
  ): AsyncGenerator<SetFile> {
    const entries = checkedEntries(
      archive,
      read,
      // How far it is, the set says in pictures.
      { limits, ...(signal ? { signal } : {}) },
      "",
      {
        rename(path) {
          const name = posix.basename(path);
          // The first of a name, as when it was looked through.
          return wanted.delete(name) ? name : null;
        },
        keepsPacked: true,
      },
    );
    for await (const entry of entries) {
      if (entry.kind === "problem") {
        throw damagedSet(entry.path, "a file of the set", entry.message);
      }
      yield { name: entry.path, chunks: entry.read() };
      if (wanted.size === 0) return;
    }
  }
}
