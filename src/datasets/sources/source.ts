import type { RaisedArchiveLimits } from "#api/sources.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import type { PackedEntry } from "#engine/datasets/archives/packed-file.ts";
import type { FileRemark } from "#engine/datasets/import-types.ts";
import type { ScanEntry } from "#engine/datasets/scan.ts";

/**
 * A source that is no plain folder: an archive, IDX or CIFAR files, a Teachable Machine project. Its names are listed for the dry run,
 * without unpacking a picture; to be imported it is unpacked, bounded and checked, into the project's own pictures, as ordinary class
 * folders (`7/00012.png`, `train/cat/00012.png`). From there on it is a folder like any other, a copied root: layouts, manifests, splits
 * and remarks have one implementation. `openPackedSource` of `#engine/datasets/archives/prepare-source.ts` recognises them.
 */
export interface PackedSource {
  readonly kind: "archive" | "idx" | "cifar" | "teachable-machine";
  /** With its article, for a sentence: `a ZIP archive`. */
  readonly description: string;
  /**
   * Lists what `unpack` would write, as the walk through a folder does: folders before what is in them (a folder may be left out), paths
   * relative with `/`, what will not be unpacked as a `problem`. A million entries are listed one by one, never held.
   * @param options.tables absolute path of an empty folder: tables (`.csv`, `.tsv`, `.jsonl`) come upon are written there under their
   *   relative paths before they are given, so that the dry run can read them
   * @throws StudioError `archive/…`; CancelledError
   */
  entries(
    options: PackedOptions & { tables?: string },
  ): AsyncIterable<ScanEntry>;
  /**
   * Goes through its files with their contents, in the order of `entries`, so that they can be looked at before they are written.
   * @throws StudioError `archive/…`; CancelledError
   */
  files(options: PackedOptions): AsyncIterable<PackedEntry>;
  /**
   * Writes its files below a folder of the project. May go on after a kill: each file appears whole or not at all, and one that is there
   * with the size it should have is passed over and keeps its time.
   * @param folder absolute; made if it is not there
   * @returns what was not unpacked, at most 10,000 remarks
   * @throws StudioError `archive/…`, `storage/…`; CancelledError
   */
  unpack(
    folder: string,
    options: PackedOptions,
  ): Promise<readonly FileRemark[]>;
}

export interface PackedOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: ReportProgress;
  /** Instead of those of archive-limits.ts, for who knows what the archive is. */
  readonly limits?: RaisedArchiveLimits | undefined;
}
