import type { EngineEvent } from "#api/events.ts";
import type { JobKind } from "#api/jobs.ts";
import type { StudioError } from "#engine/base/errors.ts";
import type { Emit } from "#engine/datasets/import-types.ts";
import type { JobOutcome } from "./job-process.ts";
import type {
  JobDeviceRequest,
  ProcessEnvironment,
} from "./process-messages.ts";

/** What a job is, how it stands to others, and what is to be done as it goes on. */
export interface JobRequest {
  readonly kind: JobKind;
  /** For a person: `Import clothing-10`. */
  readonly title: string;
  readonly runId?: string;
  readonly projectDirectory: string;
  readonly parameters: unknown;
  readonly environment: ProcessEnvironment;
  /** Only one heavy job runs at a time; short ones run beside it. */
  readonly isHeavy: boolean;
  /** Runs only while nothing else is at work; gives way to any other job, and starts anew after it. */
  readonly givesWay?: boolean;
  readonly canPause: boolean;
  /** No person asked for it; nobody is told when it has ended. */
  readonly byItself?: boolean | undefined;
  readonly execute: Emit;
  /** Called as soon as the process is started. */
  readonly onStart?: () => Promise<void> | void;
  /** Called for every event that the job tells, in order. */
  readonly onEvent?: (event: EngineEvent) => Promise<void> | void;
  /** Called before the job is shown as ended; what it throws makes the job fail. */
  readonly onEnd?: (outcome: JobOutcome) => Promise<void> | void;
  readonly onPauseChange?: (isPaused: boolean) => Promise<void> | void;
  /** What to compute with. */
  readonly device: JobDeviceRequest;
  /** Called when the job has failed: how to try once more, or null when that is of no use. */
  readonly onFailure?: (
    error: StudioError,
    device: JobDeviceRequest,
  ) => Promise<JobRetry | null>;
}

/** Another attempt at a job whose device failed; it goes on from what the former has saved. */
export interface JobRetry {
  readonly device: JobDeviceRequest;
  /** What happened and how it goes on, in a sentence. */
  readonly notice: string;
}
