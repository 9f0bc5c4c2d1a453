import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import type { AugmentationConfig } from "#engine/imaging/augmentations/configuration.ts";

/** What every thread of a batch reader is started with. */
export interface BatchWorkerData {
  readonly projectDirectory: string;
  readonly preprocessing: Preprocessing;
  readonly augmentation: AugmentationConfig;
  readonly seed: number;
}

export interface BatchTask {
  readonly sha256s: readonly string[];
  /** Null: the pictures as they are. */
  readonly variant: number | null;
  /** For each the picture that it is mixed with; left out: none is. */
  readonly partners?: readonly string[] | undefined;
}
