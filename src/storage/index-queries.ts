import type { DataKind, Split } from "#api/base.ts";
import type { FileProblem, ImageFilter, ImageRow } from "#api/datasets.ts";
import type {
  AttributeRow,
  FindingCount,
  FindingRow,
  MeasuredImage,
  Measures,
  RankingEntry,
  SnapshotRow,
  TestLook,
  VersionRow,
} from "./data-room-types.ts";
import type {
  ClassRow,
  ConfusionCell,
  HistoryState,
  ImageLabel,
  KnownFile,
  PictureOfVersion,
  PredictionRow,
  PictureShape,
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
  /** Id, class and sides of every included and labelled picture, by id. */
  labels(): ImageLabel[];
  /** Changes with the pictures, labels and sides that `labels` gives, of these sides or all; found in an instant at a million. */
  labelsKey(splits?: readonly Split[]): string;
  /** The reserved class of pictures that nobody has labelled, or null when there never was one. */
  unlabelledClassId(): number | null;
  /** Included pictures without a label. */
  unlabelledCount(): number;
  imageByHash(sha256: string): StoredImage | undefined;
  /** The texts of items, in the order of the ids; an item that is a picture has none. */
  texts(imageIds: readonly number[]): (string | undefined)[];
  knownFile(rootId: number, path: string): KnownFile | undefined;
  /** Absolute path of the file of a picture. */
  filePath(image: Pick<StoredImage, "rootId" | "path">): string;
  /** The different shapes of the included pictures. */
  shapes(): PictureShape[];
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

  // Attributes
  /** By name. */
  attributes(): AttributeRow[];
  /** The most frequent first. */
  attributeValues(
    name: string,
    limit: number,
  ): { value: string; count: number }[];
  attributesOf(imageId: number): Record<string, string>;
  /** Of every picture that has it. */
  attributeOfEach(name: string): Map<number, string>;

  // Measures, findings, rankings, documents
  /** By id; of unchanged pictures that were measured. */
  measures(imageIds: readonly number[]): Map<number, Measures>;
  /** Every picture that was measured since it last changed, excluded ones too, by id, page by page. */
  eachMeasured(): IterableIterator<MeasuredImage>;
  /** Included pictures that were not measured in this way since they last changed, after an id, by id. */
  unmeasured(version: number, afterId: number, limit: number): StoredImage[];
  /** The worst first; open ones are those that still hold. */
  findings(
    check: string,
    options?: {
      readonly state?: FindingRow["state"];
      readonly offset?: number;
      readonly limit?: number;
    },
  ): FindingRow[];
  findingsByIds(findingIds: readonly number[]): FindingRow[];
  findingCounts(): FindingCount[];
  /** Open ones of a picture, as the one or the other. */
  findingsOf(imageId: number): FindingRow[];
  /** In its order. */
  ranking(list: string, limit: number): RankingEntry[];
  rankingCount(list: string): number;

  // The test side's seal, and versions
  /** Every time that the test side was looked at, oldest first. */
  testLooks(): TestLook[];
  /** Whether it was looked at since it was sealed last. */
  isTestOpen(): boolean;
  /** Every picture, excluded and unlabelled ones too, by id, page by page. */
  eachVersionRow(): IterableIterator<PictureOfVersion>;
  /** Newest first. */
  versions(): VersionRow[];
  /** Newest first. */
  snapshots(): SnapshotRow[];
  document(name: string): unknown;

  close(): void;
}
