import type {
  ArchiveEntry,
  ArchiveFile,
  ReadEntries,
} from "./archive-entry.ts";
import { raisedLimits } from "./archive-limits.ts";
import type { ArchiveKind } from "./archive-kind.ts";
import { checkEntries, type Placing } from "./check-entries.ts";
import type { PackedEntry } from "./packed-file.ts";
import { packedSource } from "./packed-source.ts";
import { gzippedTarEntries, tarEntries } from "./tar-entries.ts";
import { zipEntries } from "./zip-entries.ts";
import type {
  PackedOptions,
  PackedSource,
} from "#engine/datasets/sources/source.ts";

/** What the kinds are called, with the article, and how they are read. */
export const ARCHIVE_READERS: Readonly<
  Record<ArchiveKind, { description: string; read: ReadEntries }>
> = {
  zip: { description: "a ZIP archive", read: zipEntries },
  tar: { description: "a TAR archive", read: tarEntries },
  "gzipped-tar": {
    description: "a TAR archive packed with gzip",
    read: gzippedTarEntries,
  },
};

/** The pictures and tables of an archive, with their folders. */
export function archiveSource(
  archive: ArchiveFile,
  kind: ArchiveKind,
): PackedSource {
  const { description, read } = ARCHIVE_READERS[kind];
  return packedSource("archive", description, (options, phase) =>
    checkedEntries(archive, read, options, phase),
  );
}

/**
 * What may be unpacked of an archive, with progress in megabytes of the archive.
 * @param placing as `checkEntries` takes it
 */
export function checkedEntries(
  archive: ArchiveFile,
  read: ReadEntries,
  { signal, onProgress, limits: raised }: PackedOptions,
  phase: string,
  placing?: Placing,
): AsyncGenerator<PackedEntry> {
  const limits = raisedLimits(raised);
  const total = toMegabytes(archive.sizeBytes);
  let reported = -1;
  const entries: AsyncIterable<ArchiveEntry> = read(archive, {
    ...(signal ? { signal } : {}),
    maximumEntries: limits.entries,
    onRead(bytes) {
      const done = toMegabytes(bytes);
      if (done === reported) return;
      reported = done;
      onProgress?.({ phase, done, total, unit: "MB" });
    },
  });
  return checkEntries(archive, entries, limits, placing);
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}
