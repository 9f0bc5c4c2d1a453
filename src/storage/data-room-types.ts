import type { Split } from "#api/base.ts";

// Rows of the data room in index.sqlite, as the engine sees them: findings, measures, attributes, versions.

/** Something that a check found about a picture. */
export interface NewFinding {
  readonly imageId: number;
  readonly otherImageId: number | null;
  /** Larger is worse; the scale is the check's own. */
  readonly score: number;
  /** Plain JSON. */
  readonly details: unknown;
  /** Pictures that were found together. */
  readonly groupId?: number | null;
  // What it rests on: a finding is open only while both pictures are included and have these values. Left out: it does not depend on it.
  readonly classId?: number | null;
  readonly split?: Split | null;
  readonly otherClassId?: number | null;
  readonly otherSplit?: Split | null;
}

export interface FindingRow extends Required<NewFinding> {
  readonly id: number;
  readonly check: string;
  readonly state: "open" | "dismissed" | "resolved";
}

/** How many findings of a check there are to look at. */
export interface FindingCount {
  readonly check: string;
  readonly open: number;
  readonly dismissed: number;
}

/** What was measured of the pixels of a picture; of its content, so equal files have equal measures. */
export interface Measures {
  /** Of the way of measuring. */
  readonly version: number;
  /** 256 bits, 32 bytes. */
  readonly differenceHash: Uint8Array;
  /** Mean lightness, 0 to 1. */
  readonly brightness: number;
  /** Share of pixels that are darker than 0.32 in every colour. */
  readonly darkShare: number;
  /** Share of pixels lighter than 0.95. */
  readonly brightShare: number;
  /** Standard deviation of the lightness. */
  readonly contrast: number;
  /** Variance of the Laplacian of the lightness, the longest side shrunk to 128 pixels. */
  readonly sharpness: number;
  /** Of the histogram of the lightness in 256 steps, in bits. */
  readonly entropy: number;
  /** Mean colour, each 0 to 1. */
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

export interface PictureMeasures extends Measures {
  readonly imageId: number;
  /** Of the content that was measured. */
  readonly sha256: string;
}

/** A picture with its measures, for checks that go through all of them. */
export interface MeasuredImage extends Measures {
  readonly id: number;
  readonly sha256: string;
  readonly classId: number;
  readonly split: Split | null;
  readonly excluded: boolean;
  readonly rootId: number;
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly sizeBytes: number;
  readonly format: string;
}

/** A picture's place in an order that was computed. */
export interface RankingEntry {
  readonly imageId: number;
  /** The least comes first. */
  readonly rank: number;
  /** Plain JSON. */
  readonly details: unknown;
}

/** A column of a manifest that was kept. */
export interface AttributeRow {
  readonly name: string;
  /** Different values. */
  readonly values: number;
}

/** What an edit makes of one picture. */
export interface ImageChange {
  readonly imageId: number;
  readonly classId?: number;
  /** In place of `classId`: which of the classes that the edit creates. */
  readonly newClass?: number;
  readonly split?: Split | null;
  readonly excluded?: boolean;
}

/** One time that figures of the test side were shown. */
export interface TestLook {
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
  readonly runId: string | null;
}

/** The data set as it was at some moment, listed in the file of this digest. */
export interface VersionRow {
  readonly digest: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly imageCount: number;
}

/** A version that a person gave a name. */
export interface SnapshotRow {
  readonly id: string;
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly digest: string;
}
