import type { SampleClass } from "./catalog.ts";

/** One picture to draw and to write. */
export interface SampleTask {
  readonly name: SampleClass;
  readonly index: number;
  readonly seed: number;
  /** Pixels of width and height. */
  readonly size: number;
  readonly path: string;
}
