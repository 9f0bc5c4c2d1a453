import type { EngineEvent } from "#api/events.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { Progress } from "#engine/base/progress.ts";
import type { Emit } from "#engine/datasets/import-types.ts";
import { SURE_DEVICE } from "#engine/compute/device-ids.ts";
import {
  describeEnd,
  startChild,
  type ChildEnd,
  type EngineChild,
} from "./child-process.ts";
import {
  fromPlainError,
  toPlainError,
  type FromJob,
  type JobStart,
  type ToJob,
} from "./process-messages.ts";

/** A job that has not ended by itself this long after a cancel or its last word is ended. */
const KILL_AFTER_MS = 3000;
/** A job that computes on anything but the processor says something at every step; one that is silent for so long has a driver that hangs. */
const SILENCE_LIMIT_MS = 180_000;

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
  #silenceTimer: NodeJS.Timeout | undefined;
  readonly #silenceLimitMs: number;
  #isWatched = false;
  #isSilent = false;
  readonly ended: Promise<void>;

  /**
   * Starts the process.
   * @param entry absolute path of a file that calls `runJobProcess`
   * @param execute carries out the job's changes of the index
   * @param silenceLimitMs after this without a word from a device other than the processor the process is ended
   */
  constructor(
    entry: string,
    start: JobStart,
    execute: Emit,
    listener: JobProcessListener,
    silenceLimitMs: number = SILENCE_LIMIT_MS,
  ) {
    this.#silenceLimitMs = silenceLimitMs;
    this.#child = startChild<ToJob, FromJob>(entry, start.environment.threads);
    this.#child.onMessage((message) =>
      this.#receive(message, execute, listener),
    );
    this.ended = new Promise((resolve) => {
      this.#child.onEnd((end) => {
        clearTimeout(this.#killTimer);
        clearTimeout(this.#silenceTimer);
        listener.onEnd(
          this.#outcome ??
            (this.#isCancelled
              ? { kind: "cancelled" }
              : { kind: "failed", error: this.#describe(end) }),
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
    this.#endSoon();
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

  /** Some drivers do not come to an end when they are put away. */
  #endSoon(): void {
    this.#killTimer ??= setTimeout(() => this.#child.kill(), KILL_AFTER_MS);
  }

  #describe(end: ChildEnd): StudioError {
    return this.#isSilent
      ? new StudioError(
          "job/hung",
          `The job's process did not answer for ${Math.round(this.#silenceLimitMs / 1000)} s and was ended. What was saved is kept; choose another device, and try again.`,
        )
      : new StudioError(
          "job/crashed",
          describeEnd("The job's process", end, this.#child.output),
        );
  }

  /** Starts the time within which the next word has to come. */
  #listen(): void {
    clearTimeout(this.#silenceTimer);
    if (!this.#isWatched) return;
    this.#silenceTimer = setTimeout(() => {
      this.#isSilent = true;
      this.#child.kill();
    }, this.#silenceLimitMs);
  }

  #receive(
    message: FromJob,
    execute: Emit,
    listener: JobProcessListener,
  ): void {
    this.#watch(message);
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
        this.#endSoon();
        break;
      case "failed":
        this.#outcome =
          message.error.code === "job/cancelled"
            ? { kind: "cancelled" }
            : { kind: "failed", error: fromPlainError(message.error) };
        this.#endSoon();
        break;
    }
  }

  #watch(message: FromJob): void {
    if (message.type === "event" && message.event.type === "device") {
      this.#isWatched = message.event.device.id !== SURE_DEVICE;
    }
    // What is paused, and what has ended, has nothing to say.
    if (["paused", "finished", "failed"].includes(message.type)) {
      clearTimeout(this.#silenceTimer);
    } else {
      this.#listen();
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
