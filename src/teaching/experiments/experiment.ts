import type { Executor } from "#engine/compute/executor.ts";
import type { LabelledPictures } from "#engine/teaching/labelled-pictures.ts";

/** An argument of the course that can be run: networks that differ in one idea, trained alike and compared. */
export interface Experiment {
  readonly title: string;
  /** What is asked, in one sentence for a newcomer. */
  readonly question: string;
  readonly paper: string;
  run(request: ExperimentRequest): Promise<ExperimentResult>;
}

export interface ExperimentRequest {
  readonly executor: Executor;
  /**
   * About how long it may take on two cores, above 0. The number of steps follows from it, not from the clock, so that the same
   * number gives the same result.
   */
  readonly minutes: number;
  readonly seed: number;
  /** Digits to learn from and to be tested on instead of drawn ones; 28×28 gray. Only where the experiment takes them. */
  readonly digits?: DigitSet | undefined;
  readonly onProgress?: (progress: ExperimentProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface DigitSet {
  readonly train: LabelledPictures;
  readonly test: LabelledPictures;
}

export interface ExperimentProgress {
  readonly network: string;
  readonly step: number;
  readonly steps: number;
}

export interface ExperimentResult {
  /** Heading of each share, in the order of the rows' shares. */
  readonly columns: readonly string[];
  readonly rows: readonly ExperimentRow[];
  /** What the figures show, in one sentence made from them. */
  readonly conclusion: string;
}

export interface ExperimentRow {
  readonly network: string;
  /** Trainable parameters. */
  readonly parameters: number;
  /** 0 to 1 each: accuracies or errors, as the columns say. */
  readonly shares: readonly number[];
  /** Of training. */
  readonly seconds: number;
}
