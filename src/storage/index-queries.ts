import type { DataKind, Split } from "#api/base.ts";
import type { FileProblem, ImageFilter, ImageRow } from "#api/datasets.ts";
import type {
  ClassRow,
  ConfusionCell,
  FindingRow,
  HistoryState,
  ImageLabel,
  KnownFile,
  PredictionRow,
  ProblemRow,
  RootRow,
  RunRow,
  SplitState,
  StoredImage,
} from "./index-types.ts";

/**
 * Everything that can be asked of the index. Calls are synchronous and take milliseconds at 100,000 pictures; the engine and every job hold
 * one of their own (`openIndexReader`). A reader sees everything that the writer has confirmed.
 */
export interface IndexReader {
  // Pictures
  count(filter?: ImageFilter): number;
  /** Rows as the grid shows them, and how many there are in all. */
  page(
    filter: ImageFilter,
    offset: number,
    limit: number,
  ): { total: number; images: ImageRow[] };
  imageIds(filter?: ImageFilter): number[];
  image(imageId: number): StoredImage | undefined;
  /** In the order of the ids; unknown ids are left out. */
  images(imageIds: readonly number[]): StoredImage[];
  /** Every included picture (or every one at all), by id, without holding them all. */
  eachImage(options?: {
    readonly includeExcluded?: boolean;
    readonly splits?: readonly Split[];
    readonly rootId?: number;
  }): IterableIterator<StoredImage>;
  /** Id, class and sides of every included picture, by id. */
  labels(): ImageLabel[];
  imageByHash(sha256: string): StoredImage | undefined;
  /** The texts of items, in the order of the ids; an item that is a picture has none. */
  texts(imageIds: readonly number[]): (string | undefined)[];
  knownFile(rootId: number, path: string): KnownFile | undefined;
  /** Absolute path of the file of a picture. */
  filePath(image: Pick<StoredImage, "rootId" | "path">): string;
  /** Edits that touched a picture, oldest first. */
  imageHistory(imageId: number): { at: string; change: string }[];

  // The data set
  /** What the items are; decided by the first import. */
  kind(): DataKind;
  roots(): RootRow[];
  /** In natural order of their names ("10" after "9"): the order of a network's outputs. */
  classes(): ClassRow[];
  problemCount(severity?: FileProblem["severity"]): number;
  problems(offset: number, limit: number): ProblemRow[];
  /** Problems of files that had the same content as this picture. */
  duplicatesOf(sha256: string): ProblemRow[];
  splitState(): SplitState;
  history(): HistoryState;

  // Runs
  /** Newest first; deleted ones are left out unless asked for. */
  runs(options?: { readonly includeDeleted?: boolean }): RunRow[];
  run(runId: string): RunRow | undefined;
  predictions(runId: string, splits?: readonly Split[]): PredictionRow[];
  predictionsOf(imageId: number): PredictionRow[];
  confusion(runId: string, splits?: readonly Split[]): ConfusionCell[];

  // Findings and documents
  findings(
    check: string,
    options?: { readonly state?: FindingRow["state"]; readonly limit?: number },
  ): FindingRow[];
  document(name: string): unknown;

  close(): void;
}
