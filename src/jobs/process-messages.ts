import type { EngineEvent } from "#api/events.ts";
import type { JobKind } from "#api/jobs.ts";
import type { Progress } from "#engine/base/progress.ts";
import { StudioError, describeError } from "#engine/base/errors.ts";

// What travels between the engine and its job and model processes (structured clone, so typed arrays stay what they are).

/** What a job is to do; the parameters belong to its kind (job-kinds.ts). */
export interface JobStart {
  readonly jobId: string;
  readonly kind: JobKind;
  /** Empty for a job that works on no project. */
  readonly projectDirectory: string;
  readonly parameters: unknown;
  readonly environment: ProcessEnvironment;
  readonly device: JobDeviceRequest;
}

/** What a job should compute with. */
export interface JobDeviceRequest {
  /** `automatic` or the id of a device. */
  readonly choice: string;
  /** Devices that this job has already crashed with. */
  readonly excluded: readonly string[];
}

/** Where pretrained networks lie. */
export interface ModelFolders {
  /** Folder of imported backbones. */
  readonly modelsFolder: string;
  /** Folder of the weights that publishers offer, shared by all projects. */
  readonly weightsFolder: string;
}

/** What a process needs to know of the program around it. */
export interface ProcessEnvironment extends ModelFolders {
  /** Threads of the executor; undefined: all physical cores. */
  readonly threads: number | undefined;
  /** Bytes; what the project's cache may use. */
  readonly cacheBudgetBytes: number | undefined;
  /** Absolute path of the file that says what devices did with networks here. */
  readonly deviceRecordsFile: string;
  readonly programVersion: string;
}

export type ToJob =
  | { readonly type: "start"; readonly start: JobStart }
  | { readonly type: "cancel" | "pause" | "resume" | "stop" }
  | { readonly type: "reply"; readonly id: number; readonly result: unknown }
  | {
      readonly type: "reply-error";
      readonly id: number;
      readonly error: PlainError;
    };

export type FromJob =
  | { readonly type: "progress"; readonly progress: Progress }
  /** A change of the index, to be confirmed by a reply. */
  | {
      readonly type: "command";
      readonly id: number;
      readonly command: string;
      readonly params: unknown;
    }
  | { readonly type: "event"; readonly event: EngineEvent }
  | { readonly type: "paused" | "resumed" }
  | { readonly type: "finished"; readonly result: unknown }
  | { readonly type: "failed"; readonly error: PlainError };

export interface PlainError {
  readonly code: string;
  readonly message: string;
}

export type ToModelProcess =
  | { readonly type: "configure"; readonly environment: ProcessEnvironment }
  | {
      readonly type: "task";
      readonly id: number;
      readonly name: string;
      readonly params: unknown;
    };

export type FromModelProcess =
  | { readonly type: "reply"; readonly id: number; readonly result: unknown }
  | {
      readonly type: "reply-error";
      readonly id: number;
      readonly error: PlainError;
    };

/** An error as it travels; one that nobody foresaw is also written to the process's log. */
export function toPlainError(error: unknown): PlainError {
  const plain = describeError(error);
  if (plain.code === "internal/unexpected") console.error(error);
  return plain;
}

export function fromPlainError(error: PlainError): StudioError {
  return new StudioError(error.code, error.message);
}
