/**
 * What checks know of pictures, by column, so that a million of them fit into about 150 MB.
 * Row i of every column is the same picture; ids rise.
 */
export interface PictureColumns {
  readonly count: number;
  readonly imageIds: Int32Array;
  /** The class's id, or −1 for an unlabelled picture. */
  readonly classIds: Int32Array;
  /** Index into `SIDES`. */
  readonly sides: Uint8Array;
  /** Pixels, after orientation. */
  readonly widths: Int32Array;
  readonly heights: Int32Array;
  readonly sizeBytes: Float64Array;
  readonly formats: Category;
  /** Folder that the file lies in, without the parts that name its class or its side. */
  readonly sources: Category;
  /** Whether the columns below say something. */
  readonly isMeasured: Uint8Array;
  /** Difference hash, 8 words to a picture. */
  readonly hashes: Uint32Array;
  readonly brightness: Float32Array;
  readonly darkShare: Float32Array;
  readonly brightShare: Float32Array;
  readonly contrast: Float32Array;
  readonly sharpness: Float32Array;
  readonly entropy: Float32Array;
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
}

/** A column of few different words. */
export interface Category {
  readonly names: readonly string[];
  /** Index into `names`. */
  readonly codes: Int32Array;
}

export const SIDES = [null, "train", "validation", "test"] as const;
export const HASH_WORDS = 8;
