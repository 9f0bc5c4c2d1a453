/** One entry of an archive, as its header describes it; nothing of it is to be trusted. */
export interface ArchiveEntry {
  /** As written in the archive, with `/`. */
  readonly path: string;
  readonly kind: "file" | "folder" | "link" | "special";
  /** Unpacked, as the header says; reading gives no more than that. */
  readonly sizeBytes: number;
  /** Only until the next entry is asked for. */
  read(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** An archive file whose kind is known. */
export interface ArchiveFile {
  /** Absolute. */
  readonly path: string;
  /** For messages. */
  readonly name: string;
  readonly sizeBytes: number;
}

export interface EntryOptions {
  readonly signal?: AbortSignal;
  /** Bytes of the archive, of `sizeBytes`, that were read. */
  readonly onRead?: (bytes: number) => void;
  /** The most entries that are listed. */
  readonly maximumEntries: number;
}

/** Entries in the order of the archive, one at a time. @throws StudioError `archive/…`; CancelledError */
export type ReadEntries = (
  archive: ArchiveFile,
  options: EntryOptions,
) => AsyncGenerator<ArchiveEntry>;
