import type { EngineEvent } from "#api/events.ts";
import type { Job } from "#api/jobs.ts";
import { describeError, StudioError } from "#engine/base/errors.ts";
import { JobProcess, type JobOutcome } from "./job-process.ts";
import type { JobRequest } from "./job-request.ts";
import type { JobDeviceRequest } from "./process-messages.ts";
import { ProgressMeter } from "./progress-meter.ts";
import {
  changesAtEnd,
  changesOf,
  isOver,
  newJob,
  NOTHING_DONE,
  withoutResult,
} from "./shown-job.ts";

export interface QueuedJobSurroundings {
  /** Absolute path of job-main. */
  readonly entry: string;
  /** See `JobProcess`. */
  readonly silenceLimitMs: number | undefined;
  readonly publish: (event: EngineEvent) => void;
  /** Called when it may be another job's turn, or its own again. */
  readonly onTurn: () => void;
}

/** A job from its request to its end, through as many processes as it takes: it may give way, and try again on another device. */
export class QueuedJob {
  readonly request: JobRequest;
  /** Resolves when the job has ended and its request has been told. */
  readonly ended: Promise<void>;
  readonly #markEnded: () => void;
  readonly #surroundings: QueuedJobSurroundings;
  #job: Job;
  #process: JobProcess | null = null;
  #meter = new ProgressMeter();
  #device: JobDeviceRequest;
  /** What the request's functions have been called for so far. */
  #hooks: Promise<void> = Promise.resolve();
  /** It is paused and was told to go on while another heavy one runs. */
  #resumesWhenFree = false;
  #isGivingWay = false;
  /** Asked to end between two attempts. */
  #isCancelled = false;
  /** What the processes of former attempts wrote. */
  #earlierLog: string[] = [];

  constructor(request: JobRequest, surroundings: QueuedJobSurroundings) {
    this.request = request;
    this.#surroundings = surroundings;
    this.#job = newJob(request);
    this.#device = request.device;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#markEnded = resolve;
  }

  get job(): Job {
    return this.#job;
  }

  /** Its process is being ended in favour of another job; it waits to start anew. */
  get isGivingWay(): boolean {
    return this.#isGivingWay;
  }

  /** Tells everybody how it stands. */
  publish(): void {
    this.#surroundings.publish({ type: "job", job: withoutResult(this.#job) });
  }

  log(): string[] {
    return [...this.#earlierLog, ...(this.#process?.log() ?? [])];
  }

  /** Its turn has come: starts, or goes on after a pause. */
  takeTurn(): void {
    if (this.#resumesWhenFree) this.#goOn();
    else if (this.#process === null) this.#startProcess();
  }

  /** Ends its process in favour of another job; it then waits on the list, to start anew. */
  giveWay(): void {
    this.#isGivingWay = true;
    this.#process?.cancel();
    this.#update({ ...NOTHING_DONE, status: "waiting" });
  }

  cancel(): void {
    if (isOver(this.#job)) return;
    this.#isGivingWay = false;
    this.#isCancelled = true;
    if (this.#process) this.#process.cancel();
    else void this.#end({ kind: "cancelled" });
  }

  /** Ends after the current step and keeps what there is. */
  stop(): void {
    if (isOver(this.#job)) return;
    if (this.#process) this.#process.stop();
    else void this.#end({ kind: "cancelled" });
  }

  /** @throws StudioError `job/cannot-pause` */
  pause(): void {
    if (!this.#job.canPause) {
      throw new StudioError(
        "job/cannot-pause",
        `"${this.#job.title}" cannot be paused, only cancelled.`,
      );
    }
    if (this.#job.status === "running") this.#process?.pause();
  }

  /** Goes on as soon as its turn comes. */
  resume(): void {
    if (this.#job.status !== "paused") return;
    this.#resumesWhenFree = true;
    this.#update({ status: "waiting" });
    this.#surroundings.onTurn();
  }

  #goOn(): void {
    this.#resumesWhenFree = false;
    this.#meter.resume(Date.now());
    this.#update({ status: "running" });
    this.#process?.resume();
    this.#inTurn(() => this.request.onPauseChange?.(false));
  }

  #startProcess(): void {
    const { entry, silenceLimitMs } = this.#surroundings;
    const { kind, projectDirectory, parameters, environment, execute } =
      this.request;
    this.#update({ status: "running", startedAt: new Date().toISOString() });
    this.#process = new JobProcess(
      entry,
      {
        jobId: this.#job.id,
        kind,
        projectDirectory,
        parameters,
        environment,
        device: this.#device,
      },
      execute,
      {
        onProgress: (progress) => {
          if (this.#isGivingWay) return;
          this.#update(this.#meter.measure(progress, Date.now()));
        },
        onEvent: (event) => this.#take(event),
        onPaused: () => {
          this.#meter.pause(Date.now());
          this.#update({ status: "paused", rate: null });
          this.#inTurn(() => this.request.onPauseChange?.(true));
          this.#surroundings.onTurn();
        },
        onResumed: () => undefined,
        onEnd: (outcome) => this.#takeEnd(outcome),
      },
      silenceLimitMs,
    );
    this.#inTurn(() => this.request.onStart?.());
  }

  #take(event: EngineEvent): void {
    const { onEvent } = this.request;
    this.#surroundings.publish(event);
    const changes = changesOf(event, this.#job);
    if (changes) this.#update(changes);
    if (onEvent) this.#inTurn(() => onEvent(event));
  }

  #takeEnd(outcome: JobOutcome): void {
    if (this.#isGivingWay && outcome.kind === "cancelled") {
      this.#isGivingWay = false;
      this.#forgetProcess();
      this.#surroundings.onTurn();
    } else if (outcome.kind === "failed") {
      void this.#tryAgainOrEnd(outcome.error);
    } else {
      void this.#end(outcome);
    }
  }

  /** A job whose device failed goes on with another, in a new process; any other failure is its end. */
  async #tryAgainOrEnd(error: StudioError): Promise<void> {
    await this.#hooks.catch(() => undefined);
    const { onFailure } = this.request;
    const retry = await onFailure?.(error, this.#device).catch(() => null);
    if (this.#isCancelled) return this.#end({ kind: "cancelled" });
    if (!retry) return this.#end({ kind: "failed", error });
    this.#device = retry.device;
    this.#earlierLog = [...this.log(), retry.notice];
    this.#forgetProcess();
    this.#update({
      ...NOTHING_DONE,
      status: "waiting",
      device: null,
      notices: [...this.#job.notices, retry.notice],
    });
    this.#surroundings.onTurn();
  }

  /** So that another one is started when its turn comes. */
  #forgetProcess(): void {
    this.#process = null;
    this.#meter = new ProgressMeter();
  }

  async #end(outcome: JobOutcome): Promise<void> {
    let final = outcome;
    this.#isGivingWay = false;
    try {
      await this.#hooks;
      await this.request.onEnd?.(outcome);
    } catch (error) {
      const { code, message } = describeError(error);
      if (final.kind === "finished") {
        final = { kind: "failed", error: new StudioError(code, message) };
      }
    }
    this.#update(changesAtEnd(final, this.#job));
    this.#markEnded();
    this.#surroundings.onTurn();
  }

  /** Functions of a request are called one after the other; a failure of one shows when the job ends. */
  #inTurn(act: () => Promise<void> | void): void {
    this.#hooks = this.#hooks.then(act);
    this.#hooks.catch(() => undefined);
  }

  #update(changes: Partial<Job>): void {
    if (isOver(this.#job)) return;
    this.#job = { ...this.#job, ...changes };
    this.publish();
  }
}
