import type { FileProblem } from "#api/datasets.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type {
  IndexCommandName,
  IndexCommands,
} from "#engine/storage/index-commands.ts";

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
  /** Absolute path of the folder to import. */
  readonly source: string;
  /** Copy the pictures into the project; else they stay where they are. */
  readonly copy: boolean;
  /** Seed of the stratified split where the folders give none; default 0. */
  readonly seed?: number;
  /** Only read. */
  readonly reader: IndexReader;
  readonly emit: Emit;
  readonly signal?: AbortSignal;
  readonly onProgress?: ReportProgress;
  /** Worker threads that decode; default: one per core, at most 8. */
  readonly threads?: number;
}

/** What the CLI prints with --json, and more. */
export interface ImportResult {
  /** Included pictures of the whole data set after the import. */
  readonly images: number;
  readonly classes: readonly { name: string; count: number }[];
  /** Files that this import did not take; at most 10,000, all of them are in the index. */
  readonly skipped: readonly { path: string; code: string; message: string }[];
  readonly skippedCount: number;
  readonly added: number;
  /** Files that were known and unchanged. */
  readonly unchanged: number;
  readonly notes: readonly Pick<FileProblem, "path" | "code" | "message">[];
  readonly splitSource: "none" | "folders" | "stratified";
  readonly seconds: number;
}
