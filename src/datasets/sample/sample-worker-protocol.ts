import type { PictureSetId } from "./sets.ts";

/** One picture to draw and to write. */
export interface SampleTask {
  readonly set: PictureSetId;
  /** One of the set's classes. */
  readonly name: string;
  readonly index: number;
  readonly seed: number;
  /** Pixels of width and height. */
  readonly size: number;
  readonly path: string;
}
