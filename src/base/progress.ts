/** Where a piece of long work stands. */
export interface Progress {
  /** What is being done, as a short phrase for a person: `Reading pictures`. */
  readonly phase: string;
  readonly done: number;
  /** The number of steps of this phase; undefined while unknown. */
  readonly total?: number;
  /** What `done` counts: `images`, `epochs`. */
  readonly unit: string;
}

export type ReportProgress = (progress: Progress) => void;
