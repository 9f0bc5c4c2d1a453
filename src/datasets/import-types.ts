import type { DataKind } from "#api/base.ts";
import type { ClassesFrom, RaisedArchiveLimits } from "#api/sources.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import type {
  IndexCommandName,
  IndexCommands,
} from "#engine/storage/index-commands.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { SplitSource } from "#engine/storage/index-types.ts";

/**
 * How a job changes the index: by a message to the engine that holds the writer. Resolves when the change is confirmed, which is
 * also what keeps a fast job from running ahead of the disk.
 */
export type Emit = <K extends IndexCommandName>(
  command: K,
  params: IndexCommands[K]["params"],
) => Promise<IndexCommands[K]["result"]>;

export interface ImportRequest {
  readonly projectDirectory: string;
  /** Absolute path of the folder to import, of an archive, of a list of pictures or a table of texts. */
  readonly source: string;
  /** Where its classes come from; default: as recognised. */
  readonly classesFrom?: ClassesFrom | undefined;
  /** Of an archive, where they are raised. */
  readonly limits?: RaisedArchiveLimits | undefined;
  /** What a person calls the folder; default: its own name. Copies lie in a folder of this name. */
  readonly name?: string;
  /** Copy the pictures into the project; else they stay where they are. */
  readonly copy: boolean;
  /** Seed of the stratified split where the folders give none; default 0. */
  readonly seed?: number;
  /** Only read. */
  readonly reader: IndexReader;
  readonly emit: Emit;
  readonly signal?: AbortSignal;
  readonly onProgress?: ReportProgress;
  /** Worker threads that decode; default: one per core. */
  readonly threads?: number;
}

/** A file and what is to be said of it. Paths are relative to the imported folder, with `/`. */
export interface FileRemark {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** What the CLI prints with --json, and more. */
export interface ImportResult {
  /** Pictures, or texts; what is said of pictures below goes for both. */
  readonly kind: DataKind;
  /** Included pictures of the whole data set after the import. */
  readonly images: number;
  /** Pictures of the whole data set that are still to be labelled. */
  readonly unlabelled: number;
  readonly classes: readonly {
    readonly name: string;
    readonly count: number;
  }[];
  /** Files of the folder that are not in the data set; at most 10,000, all of them are in the index. */
  readonly skipped: readonly FileRemark[];
  readonly skippedCount: number;
  /** Files that are in the data set with a remark; at most 10,000. */
  readonly notes: readonly FileRemark[];
  readonly added: number;
  /** Pictures that were known and unchanged. */
  readonly unchanged: number;
  readonly splitSource: SplitSource;
  readonly seconds: number;
}
