import type { RemedyId, Sureness } from "#api/doctor.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import type { NewFinding } from "#engine/storage/data-room-types.ts";
import type { PlantedLabels } from "#engine/evaluation/label-trial.ts";
import type { CopyPair } from "./copies.ts";
import type { Embeddings } from "./embeddings.ts";
import type { Neighbours } from "./neighbours.ts";
import type { Category, PictureColumns } from "./picture-columns.ts";

/** One way in which a data set can be wrong, and how it is found. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** Why it matters, in a sentence. */
  readonly why: string;
  /** What it can spoil at worst; the order of the report. */
  readonly severity: "high" | "medium" | "low";
  /** Whether it looks at labels or predictions: then `facts.pictures` is without the sealed test set. */
  readonly usesLabels: boolean;
  /** What it needs beside the files' measures; a check whose need is not there is left out and the report says so. */
  readonly needs?: "embeddings" | "probabilities";
  /** What it makes use of where it is there. */
  readonly refinedBy?: "embeddings";
  /** What can be done about a finding, the most usual first. */
  readonly remedies: readonly RemedyId[];
  /** @throws CancelledError */
  run(facts: CheckFacts): Promise<CheckResult>;
}

/** What a check is given to look at. */
export interface CheckFacts {
  /** Included pictures, unlabelled ones too. */
  readonly pictures: PictureColumns;
  /** In natural order; without the row of the unlabelled. */
  readonly classes: readonly { readonly id: number; readonly name: string }[];
  /** Files that importing did not take, or took with a remark. */
  readonly problems: Iterable<FileTrouble>;
  /** Side in pixels of what networks usually see here. */
  readonly inputSize: number;
  /** Unit rows of the built-in network's features; not for every picture. */
  readonly embeddings?: Embeddings;
  /** Of every row of `embeddings`, nearest first, without itself. */
  readonly neighbours?: Neighbours;
  readonly probabilities?: CrossValidated;
  /** Pairs of the same picture, as rows of `pictures`. */
  readonly copies: readonly CopyPair[];
  /** Columns that came with a manifest, with few different values. */
  readonly attributes: readonly (Category & { readonly name: string })[];
  readonly signal: AbortSignal;
  readonly onProgress: ReportProgress;
}

export interface FileTrouble {
  readonly rootId: number;
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly severity: "skipped" | "note";
  /** The picture that it speaks of: of a note the picture itself, of a copy the one that was kept. */
  readonly imageId: number | null;
}

/** Probabilities for pictures that the model did not learn from. */
export interface CrossValidated {
  readonly imageIds: Int32Array;
  /** Columns of `probabilities`. */
  readonly classIds: readonly number[];
  /** Of each row, the column of its label. */
  readonly labels: Int32Array;
  /** [imageIds.length, classIds.length] */
  readonly probabilities: Float32Array;
  /** Titles of the pretrained networks that these are from. */
  readonly networks: readonly string[];
  /** The same for labels of which some were changed on purpose; not there for few pictures. */
  readonly trial?: PlantedLabels & { readonly probabilities: Float32Array };
}

export interface CheckResult {
  readonly findings: readonly CheckFinding[];
  readonly remarks: readonly Remark[];
}

/** Something about a picture, or about a picture and another one. The index stores it (`replaceFindings`). */
export interface CheckFinding extends NewFinding {
  readonly details: FindingDetails;
}

export interface FindingDetails {
  readonly sureness: Sureness;
  /** For a person. */
  readonly message: string;
  /** The class that it probably is. */
  readonly suggestedClassId?: number;
  /** How the two pictures are related: `mirrored, at another size`. */
  readonly relation?: string;
}

/** Something about the whole data set, a class or a file that is no picture of it. */
export interface Remark {
  readonly code: string;
  readonly message: string;
  readonly sureness: Sureness;
  readonly classIds?: readonly number[];
  /** Of a file that was not taken. */
  readonly path?: string;
}

export const NOTHING: CheckResult = { findings: [], remarks: [] };
