import type { Split } from "#api/base.ts";
import type { DatasetSummary } from "#api/datasets.ts";

// Rows of index.sqlite as the engine sees them. What the studio shows of them is in `#api/datasets.ts`; filters are the contract's own.

/** A folder that pictures are read from. */
export interface RootRow {
  readonly id: number;
  /** Absolute; for a root that was copied in, the project's own folder of it. */
  readonly path: string;
  readonly copied: boolean;
  readonly imageCount: number;
}

/** What is known of a picture file without decoding it again. */
export interface ImageFacts {
  /** Pixels, after orientation. */
  readonly width: number;
  /** Pixels, after orientation. */
  readonly height: number;
  /** EXIF orientation, 1 to 8; 1 where there is none. */
  readonly orientation: number;
  /** `jpeg`, `png`, `webp`, `gif`, `tiff`, `avif`, `svg`, `bmp` … by content, not by name. */
  readonly format: string;
  /** Everything else that imaging found (alpha, frames, bit depth, colour space …): plain JSON. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

/** A picture that is about to enter the index. */
export interface NewImage extends ImageFacts {
  readonly rootId: number;
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly classId: number;
  /** The side that the folders gave, or null. */
  readonly givenSplit: Split | null;
  /** Of a data set of texts: the text itself, kept in the index. */
  readonly text?: string;
  /** What else a manifest says of the picture, by the name of its column. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface StoredImage extends Omit<NewImage, "text" | "attributes"> {
  readonly id: number;
  readonly split: Split | null;
  readonly excluded: boolean;
  /** ISO 8601. */
  readonly addedAt: string;
}

/** A picture that was found at another place. */
export interface ImageMove {
  readonly imageId: number;
  /** Default: the root that it has. */
  readonly rootId?: number;
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly modifiedMs: number;
}

/** As little as training and splitting need, for whole data sets. */
export interface ImageLabel {
  readonly id: number;
  readonly classId: number;
  readonly split: Split | null;
  readonly givenSplit: Split | null;
}

export interface ClassRow {
  readonly id: number;
  readonly name: string;
  /** Name of the folder that it was imported from; null for a class made by a person. */
  readonly folderName: string | null;
  readonly colorIndex: number;
  /** Included pictures. */
  readonly count: number;
  readonly excluded: number;
  readonly bySplit: Readonly<Record<Split, number>>;
  /** Included pictures without a split. */
  readonly unassigned: number;
}

/** A file that was not taken (`skipped`), or was taken with a remark (`note`). */
export interface NewProblem {
  readonly rootId: number;
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly severity: "skipped" | "note";
  /** Bytes and milliseconds of the file when it was looked at, so that an unchanged file is not read again; null for a folder. */
  readonly sizeBytes: number | null;
  readonly modifiedMs: number | null;
  /** Content of the file, where it was read; the picture with the same content is the one that was kept. */
  readonly sha256: string | null;
}

export interface ProblemRow extends NewProblem {
  readonly id: number;
}

/** What importing knows of a file from before. */
export interface KnownFile {
  readonly sizeBytes: number | null;
  readonly modifiedMs: number | null;
  /** Why the file was not taken; null when it is a picture of the data set. */
  readonly problem: {
    readonly code: string;
    readonly message: string;
    /** Set when the reason is that the same content was taken from another file. */
    readonly sha256: string | null;
  } | null;
}

export type RunStatus =
  | "waiting"
  | "running"
  | "paused"
  | "interrupted"
  | "finished"
  | "stopped"
  | "failed";

export interface RunRow {
  readonly id: string;
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly status: RunStatus;
  /** Plain JSON; its shape belongs to training. */
  readonly config: unknown;
  /** Plain JSON; its shape belongs to training. */
  readonly metrics: unknown;
  readonly deleted: boolean;
}

/** The run id under which the instant baseline's predictions are kept. */
export const BASELINE_RUN_ID = "baseline";

/** The run id under which the labels suggested for unlabelled pictures are kept. */
export const TRAY_RUN_ID = "tray";

export interface NewPrediction {
  readonly imageId: number;
  readonly split: Split | null;
  /** The label when it was predicted. */
  readonly actualClassId: number;
  readonly predictedClassId: number;
  /** Probability of the predicted class, 0 to 1. */
  readonly confidence: number;
  /** Probability of the label, 0 to 1. */
  readonly labelProbability: number;
  /** One per class, in the run's own order of classes. */
  readonly probabilities: Float32Array;
}

export interface PredictionRow extends NewPrediction {
  readonly runId: string;
  readonly correct: boolean;
}

/** Pictures of one cell of a confusion matrix. */
export interface ConfusionCell {
  readonly actualClassId: number;
  readonly predictedClassId: number;
  readonly count: number;
}

/** What a version of the data set knows of a picture. */
export type PictureOfVersion = Pick<
  StoredImage,
  "id" | "sha256" | "classId" | "split" | "excluded" | "path"
>;

export type SplitSource = DatasetSummary["splitSource"];

export interface SplitFractions {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** The rule that pictures are dealt by; those that come later too. */
export interface SplitState {
  readonly source: SplitSource;
  readonly fractions: SplitFractions;
  readonly seed: number;
  /** What never comes on two sides; left out: each picture is for itself. */
  readonly together?: {
    /** Near-duplicates, as the check-up found them. */
    readonly duplicates: boolean;
    /** Pictures with the same value of one of these. */
    readonly attributes: readonly string[];
  };
  /** For cross-validation: a byte per picture id, 0 for none, else 1 + its fold; base64. */
  readonly folds?: { readonly count: number; readonly assignment: string };
  /** How often the test side was drawn anew from other pictures to be sealed again; default 0. */
  readonly testDraws?: number;
}

/** What undo and redo would do, as a phrase: `Relabel 3 pictures as cat`. */
export interface HistoryState {
  readonly canUndo: string | null;
  readonly canRedo: string | null;
}

/** How many pictures have this size, in pixels after orientation, and one of them. */
export interface PictureShape {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly imageId: number;
}
