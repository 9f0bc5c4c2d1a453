import type { EngineEvent } from "#api/events.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import type { Emit } from "#engine/datasets/import-types.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type {
  JobDeviceRequest,
  ProcessEnvironment,
} from "./process-messages.ts";

/** What every kind of job is given to work with, inside its own process. */
export interface JobContext {
  readonly jobId: string;
  /** Empty for a job that works on no project. */
  readonly projectDirectory: string;
  readonly environment: ProcessEnvironment;
  /** What to compute with; see `openJobDevice`. */
  readonly device: JobDeviceRequest;
  /** Of this process, on the job's project. */
  reader(): IndexReader;
  readonly emit: Emit;
  /** Aborted by a cancel and when the engine is gone. */
  readonly signal: AbortSignal;
  readonly onProgress: ReportProgress;
  /** Tells the studio something besides progress: an epoch, a step. */
  readonly tell: (event: EngineEvent) => void;
  readonly control: JobControl;
}

/** Pause, and stop early with the best so far: for jobs that can. */
export interface JobControl {
  readonly isStopRequested: () => boolean;
  /** Resolves at once unless the job is paused. @throws CancelledError */
  readonly whilePaused: () => Promise<void>;
}

/** A kind of job: its work inside the process. The result is what the CLI prints with --json. */
export type JobWork<Parameters> = (
  parameters: Parameters,
  context: JobContext,
) => Promise<unknown>;
