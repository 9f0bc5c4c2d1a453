import { randomUUID } from "node:crypto";

import type { EngineEvent } from "#api/events.ts";
import type { Job, JobKind } from "#api/jobs.ts";
import { describeError, StudioError } from "#engine/base/errors.ts";
import type { Emit } from "#engine/datasets/import-types.ts";
import { JobProcess, type JobOutcome } from "./job-process.ts";
import type {
  JobDeviceRequest,
  ProcessEnvironment,
} from "./process-messages.ts";
import { ProgressMeter } from "./progress-meter.ts";

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

interface Entry {
  readonly request: JobRequest;
  meter: ProgressMeter;
  readonly ended: Promise<void>;
  readonly markEnded: () => void;
  job: Job;
  process: JobProcess | null;
  /** What the request's functions have been called for so far. */
  hooks: Promise<void>;
  /** A paused job that was told to go on while another heavy one runs. */
  resumesWhenFree: boolean;
  /** Its process is being ended in favour of another job; it waits to start anew. */
  isGivingWay: boolean;
  device: JobDeviceRequest;
  /** What the processes of former attempts wrote. */
  earlierLog: string[];
  /** Asked to end between two attempts. */
  isCancelled: boolean;
}

/** All jobs of the engine, in the order they were asked for. Each runs in a process of its own. */
export class JobQueue {
  readonly #entry: string;
  readonly #publish: (event: EngineEvent) => void;
  readonly #entries = new Map<string, Entry>();

  readonly #silenceLimitMs: number | undefined;

  /**
   * @param jobEntry absolute path of job-main
   * @param options.silenceLimitMs see `JobProcess`
   */
  constructor(
    jobEntry: string,
    publish: (event: EngineEvent) => void,
    options: { readonly silenceLimitMs?: number } = {},
  ) {
    this.#entry = jobEntry;
    this.#publish = publish;
    this.#silenceLimitMs = options.silenceLimitMs;
  }

  start(request: JobRequest): Job {
    const { promise: ended, resolve: markEnded } =
      Promise.withResolvers<void>();
    const entry: Entry = {
      request,
      meter: new ProgressMeter(),
      ended,
      markEnded,
      job: newJob(request),
      process: null,
      hooks: Promise.resolve(),
      resumesWhenFree: false,
      isGivingWay: false,
      device: request.device,
      earlierLog: [],
      isCancelled: false,
    };
    this.#entries.set(entry.job.id, entry);
    this.#publish({ type: "job", job: withoutResult(entry.job) });
    this.#startWhatCan();
    return entry.job;
  }

  list(): Job[] {
    return [...this.#entries.values()].map((entry) => entry.job);
  }

  /** @throws StudioError `job/unknown` */
  get(jobId: string): Job {
    return this.#get(jobId).job;
  }

  /** A job that waits, runs or is paused, and that nobody may end without being told to. */
  busyJob(): Job | undefined {
    return [...this.#entries.values()].find(
      ({ job, request }) => !isOver(job) && !request.givesWay,
    )?.job;
  }

  /** The job that works, or will work, on a run. */
  ofRun(runId: string): Job | undefined {
    return this.list().find((job) => job.runId === runId && !isOver(job));
  }

  log(jobId: string): string[] {
    const { earlierLog, process } = this.#get(jobId);
    return [...earlierLog, ...(process?.log() ?? [])];
  }

  /** Resolves when the job has ended. */
  async whenEnded(jobId: string): Promise<Job> {
    const entry = this.#get(jobId);
    await entry.ended;
    return entry.job;
  }

  cancel(jobId: string): void {
    const entry = this.#get(jobId);
    if (isOver(entry.job)) return;
    entry.isGivingWay = false;
    entry.isCancelled = true;
    if (entry.process) entry.process.cancel();
    else void this.#end(entry, { kind: "cancelled" });
  }

  /**
   * Ends the jobs that give way, and waits until their processes are gone.
   * @returns whether there were any
   */
  async cancelWhatGivesWay(): Promise<boolean> {
    const entries = [...this.#entries.values()].filter(
      ({ job, request }) => request.givesWay && !isOver(job),
    );
    for (const entry of entries) this.cancel(entry.job.id);
    await Promise.all(entries.map((entry) => entry.ended));
    return entries.length > 0;
  }

  /** @throws StudioError `job/cannot-pause` */
  pause(jobId: string): void {
    const entry = this.#get(jobId);
    if (!entry.job.canPause) {
      throw new StudioError(
        "job/cannot-pause",
        `"${entry.job.title}" cannot be paused, only cancelled.`,
      );
    }
    if (entry.job.status === "running") entry.process?.pause();
  }

  resume(jobId: string): void {
    const entry = this.#get(jobId);
    if (entry.job.status !== "paused") return;
    entry.resumesWhenFree = true;
    this.#update(entry, { status: "waiting" });
    this.#startWhatCan();
  }

  /** Training only: ends after the current step and keeps the best weights. */
  stop(jobId: string): void {
    const entry = this.#get(jobId);
    if (isOver(entry.job)) return;
    if (entry.process) entry.process.stop();
    else void this.#end(entry, { kind: "cancelled" });
  }

  /** Takes an ended job off the list. @throws StudioError `job/not-over` */
  dismiss(jobId: string): void {
    if (!isOver(this.#get(jobId).job)) {
      throw new StudioError(
        "job/not-over",
        "The job is still at work. Cancel it first.",
      );
    }
    this.#entries.delete(jobId);
    this.#publish({ type: "job-dismissed", jobId });
  }

  /** Cancels everything and waits until no process is left. */
  async close(): Promise<void> {
    const entries = [...this.#entries.values()];
    for (const entry of entries) this.cancel(entry.job.id);
    await Promise.all(entries.map((entry) => entry.ended));
  }

  #startWhatCan(): void {
    this.#makeWay();
    for (const entry of this.#entries.values()) {
      if (entry.job.status !== "waiting") continue;
      if (entry.request.givesWay && this.#isAnythingElseActive()) continue;
      if (entry.request.isHeavy && this.#isHeavyRunning()) continue;
      if (entry.resumesWhenFree) this.#goOn(entry);
      else if (entry.process === null) this.#startProcess(entry);
    }
  }

  /** Ends what runs and gives way as soon as any other job wants to work; it then waits on the list, to start anew. */
  #makeWay(): void {
    if (!this.#isAnythingElseActive()) return;
    for (const entry of this.#entries.values()) {
      if (!entry.request.givesWay || entry.job.status !== "running") continue;
      entry.isGivingWay = true;
      entry.process?.cancel();
      this.#update(entry, { ...NOTHING_DONE, status: "waiting" });
    }
  }

  /** Whether a job that does not give way works or wants to; a paused one does not. */
  #isAnythingElseActive(): boolean {
    return [...this.#entries.values()].some(
      ({ job, request }) =>
        !request.givesWay &&
        (job.status === "running" || job.status === "waiting"),
    );
  }

  #isHeavyRunning(): boolean {
    return [...this.#entries.values()].some(
      ({ job, request, isGivingWay }) =>
        request.isHeavy && (job.status === "running" || isGivingWay),
    );
  }

  #goOn(entry: Entry): void {
    entry.resumesWhenFree = false;
    entry.meter.resume(Date.now());
    this.#update(entry, { status: "running" });
    entry.process?.resume();
    this.#inTurn(entry, () => entry.request.onPauseChange?.(false));
  }

  #startProcess(entry: Entry): void {
    const { request, job } = entry;
    this.#update(entry, {
      status: "running",
      startedAt: new Date().toISOString(),
    });
    entry.process = new JobProcess(
      this.#entry,
      {
        jobId: job.id,
        kind: request.kind,
        projectDirectory: request.projectDirectory,
        parameters: request.parameters,
        environment: request.environment,
        device: entry.device,
      },
      request.execute,
      {
        onProgress: (progress) => {
          if (entry.isGivingWay) return;
          this.#update(entry, entry.meter.measure(progress, Date.now()));
        },
        onEvent: (event) => {
          this.#publish(event);
          if (event.type === "device") {
            this.#update(entry, {
              device: {
                name: event.device.name,
                provider: event.device.provider,
              },
              notices:
                event.notice === null
                  ? entry.job.notices
                  : [...entry.job.notices, event.notice],
            });
          }
          if (event.type === "notice") {
            this.#update(entry, {
              notices: [...entry.job.notices, event.message],
            });
          }
          if (request.onEvent) {
            this.#inTurn(entry, () => request.onEvent?.(event));
          }
        },
        onPaused: () => {
          entry.meter.pause(Date.now());
          this.#update(entry, { status: "paused", rate: null });
          this.#inTurn(entry, () => request.onPauseChange?.(true));
          this.#startWhatCan();
        },
        onResumed: () => undefined,
        onEnd: (outcome) => {
          if (entry.isGivingWay && outcome.kind === "cancelled") {
            this.#waitAgain(entry);
          } else if (outcome.kind === "failed") {
            void this.#tryAgainOrEnd(entry, outcome.error);
          } else {
            void this.#end(entry, outcome);
          }
        },
      },
      this.#silenceLimitMs,
    );
    this.#inTurn(entry, () => request.onStart?.());
  }

  #waitAgain(entry: Entry): void {
    entry.isGivingWay = false;
    entry.process = null;
    entry.meter = new ProgressMeter();
    this.#startWhatCan();
  }

  /** A job whose device failed goes on with another, in a new process; any other failure is its end. */
  async #tryAgainOrEnd(entry: Entry, error: StudioError): Promise<void> {
    await entry.hooks.catch(() => undefined);
    const { onFailure } = entry.request;
    const retry = await onFailure?.(error, entry.device).catch(() => null);
    if (entry.isCancelled) return this.#end(entry, { kind: "cancelled" });
    if (!retry) return this.#end(entry, { kind: "failed", error });
    entry.device = retry.device;
    entry.earlierLog = [...this.log(entry.job.id), retry.notice];
    entry.process = null;
    entry.meter = new ProgressMeter();
    this.#update(entry, {
      ...NOTHING_DONE,
      status: "waiting",
      device: null,
      notices: [...entry.job.notices, retry.notice],
    });
    this.#startWhatCan();
  }

  /** Functions of a request are called one after the other; a failure of one shows when the job ends. */
  #inTurn(entry: Entry, act: () => Promise<void> | void): void {
    entry.hooks = entry.hooks.then(act);
    entry.hooks.catch(() => undefined);
  }

  async #end(entry: Entry, outcome: JobOutcome): Promise<void> {
    let final = outcome;
    entry.isGivingWay = false;
    try {
      await entry.hooks;
      await entry.request.onEnd?.(outcome);
    } catch (error) {
      const { code, message } = describeError(error);
      if (final.kind === "finished") {
        final = { kind: "failed", error: new StudioError(code, message) };
      }
    }
    const job: Partial<Job> = {
      finishedAt: new Date().toISOString(),
      secondsLeft: null,
      canPause: false,
    };
    if (final.kind === "finished") {
      const done = entry.job.total ?? entry.job.done;
      Object.assign(job, { status: "finished", result: final.result, done });
    } else if (final.kind === "cancelled") {
      job.status = "cancelled";
    } else {
      job.status = "failed";
      job.error = describeError(final.error);
    }
    this.#update(entry, job);
    entry.markEnded();
    this.#startWhatCan();
  }

  #update(entry: Entry, changes: Partial<Job>): void {
    if (isOver(entry.job)) return;
    entry.job = { ...entry.job, ...changes };
    this.#publish({ type: "job", job: withoutResult(entry.job) });
  }

  #get(jobId: string): Entry {
    const entry = this.#entries.get(jobId);
    if (entry === undefined) {
      throw new StudioError(
        "job/unknown",
        "The engine knows no such job; it was taken off the list, or the engine was started anew since.",
      );
    }
    return entry;
  }
}

const NOTHING_DONE = {
  phase: "Waiting",
  done: 0,
  total: null,
  rate: null,
  secondsLeft: null,
} satisfies Partial<Job>;

function newJob(request: JobRequest): Job {
  return {
    ...NOTHING_DONE,
    id: randomUUID(),
    kind: request.kind,
    title: request.title,
    runId: request.runId ?? null,
    status: "waiting",
    unit: "",
    startedAt: new Date().toISOString(),
    finishedAt: null,
    canPause: request.canPause,
    device: null,
    notices: [],
    error: null,
    result: null,
  };
}

/** As it goes to the list and to every client: results can be megabytes. */
export function withoutResult(job: Job): Job {
  return { ...job, result: null };
}

function isOver(job: Job): boolean {
  return ["finished", "cancelled", "failed"].includes(job.status);
}
