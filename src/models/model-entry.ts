import type { KernelInitializer } from "#engine/graph/initialize.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { InputRange } from "#engine/graph/preprocessing.ts";

/** What an architecture is built from. */
export interface ModelOptions {
  /** Pixels of the square input's side; of a sequence, its length in words. */
  readonly inputSize: number;
  /** At least 2. */
  readonly classes: number;
  /** 1 for gray, 3 for colour. */
  readonly channels: number;
  /** Factor on the number of channels of every layer; 1 where an architecture has no widths. */
  readonly width: number;
  /** Of sequences: how many different numbers a word can have; default 10,000. */
  readonly vocabulary?: number;
}

/** Places of a vocabulary where nothing is said. */
export const VOCABULARY_SIZE = 10_000;

export function vocabularySize({
  vocabulary = VOCABULARY_SIZE,
}: Pick<ModelOptions, "vocabulary">): number {
  return vocabulary;
}

/** An architecture of the catalog: everything that the studio, the command line and the tests know about it. */
export interface ModelEntry {
  readonly title: string;
  /** One sentence for a newcomer. */
  readonly summary: string;
  /**
   * `classic`: trained from scratch, to learn from. `comparison`: leaves an idea out, to show what it is worth. `backbone`: made to be
   * pretrained and re-used.
   */
  readonly families: readonly ("classic" | "comparison" | "backbone")[];
  /** What the network looks at; default: a picture. */
  readonly input?: "picture" | "sequence";
  readonly build: (options: ModelOptions) => LayerGraph;
  readonly defaults: ModelOptions;
  /** Least side of the input in pixels, or length in words. */
  readonly leastInputSize: number;
  /** Sizes worth offering, the default first; any other from the least on works too. */
  readonly sizes: readonly number[];
  /** Widths worth offering; empty where an architecture has only one. */
  readonly widths: readonly number[];
  readonly inputRange: InputRange;
  readonly kernels: KernelInitializer;
  /** The last layer that is still a picture (or sequence): what Grad-CAM explains and transfer learning is cut at. */
  readonly featureLayer: string;
  readonly paper: string;
  /** What a reader of the paper or the course should know: slips, variants, what was changed. One sentence each. */
  readonly remarks?: readonly string[];
  /** Function of keras.applications that builds the same network, such as `MobileNetV2`: its weight files fit. */
  readonly kerasApplication?: string;
  /** Licence of the description followed; the code here is our own. */
  readonly licence: string;
}
