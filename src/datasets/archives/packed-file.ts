import type { ScanEntry } from "#engine/datasets/scan.ts";

/** What a packed source holds and what is wrong with it, in its order. */
export type PackedEntry = PackedFile | Extract<ScanEntry, { kind: "problem" }>;

/** A file that is to be written below a folder of ours; its path is one that every system can have, and no other file's. */
export interface PackedFile {
  readonly kind: "file";
  /** Relative, with `/`. */
  readonly path: string;
  /** Of the file that will be written; null where it is known only when it is made. */
  readonly sizeBytes: number | null;
  /** Only until the next entry is asked for. */
  read(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}
