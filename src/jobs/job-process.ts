import type { EngineEvent } from "#api/events.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { Progress } from "#engine/base/progress.ts";
import type { Emit } from "#engine/datasets/import-types.ts";
import { describeEnd, startChild, type EngineChild } from "./child-process.ts";
import {
  fromPlainError,
  toPlainError,
  type FromJob,
  type JobStart,
  type ToJob,
} from "./process-messages.ts";

/** A job that has not ended by itself this long after a cancel is ended. */
const KILL_AFTER_MS = 3000;

export interface JobProcessListener {
  onProgress(progress: Progress): void;
  onEvent(event: EngineEvent): void;
  onPaused(): void;
  onResumed(): void;
  /** Called once, after the process has ended. */
  onEnd(outcome: JobOutcome): void;
}

export type JobOutcome =
  | { readonly kind: "finished"; readonly result: unknown }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly error: StudioError };

/** The engine's side of one job process. */
export class JobProcess {
  readonly #child: EngineChild<ToJob, FromJob>;
  #isCancelled = false;
  #outcome: JobOutcome | null = null;
  #killTimer: NodeJS.Timeout | undefined;
  readonly ended: Promise<void>;

  /**
   * Starts the process.
   * @param entry absolute path of a file that calls `runJobProcess`
   * @param execute carries out the job's changes of the index
   */
  constructor(
    entry: string,
    start: JobStart,
    execute: Emit,
    listener: JobProcessListener,
  ) {
    this.#child = startChild<ToJob, FromJob>(entry, start.environment.threads);
    this.#child.onMessage((message) =>
      this.#receive(message, execute, listener),
    );
    this.ended = new Promise((resolve) => {
      this.#child.onEnd((end) => {
        clearTimeout(this.#killTimer);
        listener.onEnd(
          this.#outcome ??
            (this.#isCancelled
              ? { kind: "cancelled" }
              : {
                  kind: "failed",
                  error: new StudioError(
                    "job/crashed",
                    describeEnd("The job's process", end, this.#child.output),
                  ),
                }),
        );
        resolve();
      });
    });
    this.#child.send({ type: "start", start });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  log(): string[] {
    return this.#child.output.lines();
  }

  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.#child.send({ type: "cancel" });
    this.#killTimer = setTimeout(() => this.#child.kill(), KILL_AFTER_MS);
  }

  pause(): void {
    this.#child.send({ type: "pause" });
  }

  resume(): void {
    this.#child.send({ type: "resume" });
  }

  stop(): void {
    this.#child.send({ type: "stop" });
  }

  #receive(
    message: FromJob,
    execute: Emit,
    listener: JobProcessListener,
  ): void {
    switch (message.type) {
      case "progress":
        listener.onProgress(message.progress);
        break;
      case "event":
        listener.onEvent(message.event);
        break;
      case "paused":
        listener.onPaused();
        break;
      case "resumed":
        listener.onResumed();
        break;
      case "command":
        void this.#execute(message, execute);
        break;
      case "finished":
        this.#outcome = { kind: "finished", result: message.result };
        break;
      case "failed":
        this.#outcome =
          message.error.code === "job/cancelled"
            ? { kind: "cancelled" }
            : { kind: "failed", error: fromPlainError(message.error) };
        break;
    }
  }

  async #execute(
    message: Extract<FromJob, { type: "command" }>,
    execute: Emit,
  ): Promise<void> {
    const { id } = message;
    try {
      // The message was made by `emit` of the same program, which has checked command and parameters by their types.
      const run = execute as (
        name: string,
        params: unknown,
      ) => Promise<unknown>;
      const result = await run(message.command, message.params);
      this.#child.send({ type: "reply", id, result });
    } catch (error) {
      this.#child.send({ type: "reply-error", id, error: toPlainError(error) });
    }
  }
}
