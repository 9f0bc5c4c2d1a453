import type { InputPreprocessing } from "#engine/graph/text-preprocessing.ts";
import type { LearningPhase } from "./learning-context.ts";
import type { PictureReader } from "./picture-reader.ts";
import type { ClassifierNetwork } from "./starting-network.ts";

/** What a phase is made from, besides what all phases share. */
export interface PhaseRequest {
  readonly network: ClassifierNetwork;
  readonly preprocessing: InputPreprocessing;
  readonly pictures: PictureReader;
  /** The project's folder of features. */
  readonly folder: string;
  /** Bytes that the features of one run may take. */
  readonly featureBudgetBytes: number;
}

/** A phase with its inputs open. */
export interface OpenPhase {
  readonly phase: LearningPhase;
  close(): Promise<void>;
}
