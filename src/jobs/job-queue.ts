import type { EngineEvent } from "#api/events.ts";
import type { Job } from "#api/jobs.ts";
import { StudioError } from "#engine/base/errors.ts";
import { mayStart, mustGiveWay } from "./job-order.ts";
import type { JobRequest } from "./job-request.ts";
import { QueuedJob, type QueuedJobSurroundings } from "./queued-job.ts";
import { isOver } from "./shown-job.ts";

/** All jobs of the engine, in the order they were asked for. Each runs in a process of its own. */
export class JobQueue {
  readonly #surroundings: QueuedJobSurroundings;
  readonly #jobs = new Map<string, QueuedJob>();

  /**
   * @param jobEntry absolute path of job-main
   * @param options.silenceLimitMs see `JobProcess`
   */
  constructor(
    jobEntry: string,
    publish: (event: EngineEvent) => void,
    options: { readonly silenceLimitMs?: number } = {},
  ) {
    this.#surroundings = {
      entry: jobEntry,
      silenceLimitMs: options.silenceLimitMs,
      publish,
      onTurn: () => this.#startWhatCan(),
    };
  }

  start(request: JobRequest): Job {
    const queued = new QueuedJob(request, this.#surroundings);
    this.#jobs.set(queued.job.id, queued);
    queued.publish();
    this.#startWhatCan();
    return queued.job;
  }

  list(): Job[] {
    return this.#all().map(({ job }) => job);
  }

  /** @throws StudioError `job/unknown` */
  get(jobId: string): Job {
    return this.#get(jobId).job;
  }

  /** A job that waits, runs or is paused, and that nobody may end without being told to. */
  busyJob(): Job | undefined {
    return this.#all().find(
      ({ job, request }) => !isOver(job) && !request.givesWay,
    )?.job;
  }

  /** The job that works, or will work, on a run. */
  ofRun(runId: string): Job | undefined {
    return this.list().find((job) => job.runId === runId && !isOver(job));
  }

  log(jobId: string): string[] {
    return this.#get(jobId).log();
  }

  /** Resolves when the job has ended. */
  async whenEnded(jobId: string): Promise<Job> {
    const queued = this.#get(jobId);
    await queued.ended;
    return queued.job;
  }

  cancel(jobId: string): void {
    this.#get(jobId).cancel();
  }

  /**
   * Ends the jobs that give way, and waits until their processes are gone.
   * @returns whether there were any
   */
  async cancelWhatGivesWay(): Promise<boolean> {
    const some = this.#all().filter(
      ({ job, request }) => request.givesWay && !isOver(job),
    );
    await cancelAll(some);
    return some.length > 0;
  }

  /** @throws StudioError `job/cannot-pause` */
  pause(jobId: string): void {
    this.#get(jobId).pause();
  }

  resume(jobId: string): void {
    this.#get(jobId).resume();
  }

  /** Training only: ends after the current step and keeps the best weights. */
  stop(jobId: string): void {
    this.#get(jobId).stop();
  }

  /** Takes an ended job off the list. @throws StudioError `job/not-over` */
  dismiss(jobId: string): void {
    if (!isOver(this.#get(jobId).job)) {
      throw new StudioError(
        "job/not-over",
        "The job is still at work. Cancel it first.",
      );
    }
    this.#jobs.delete(jobId);
    this.#surroundings.publish({ type: "job-dismissed", jobId });
  }

  /** Cancels everything and waits until no process is left. */
  async close(): Promise<void> {
    await cancelAll(this.#all());
  }

  #startWhatCan(): void {
    const all = this.#all();
    for (const queued of all) if (mustGiveWay(queued, all)) queued.giveWay();
    for (const queued of all) if (mayStart(queued, all)) queued.takeTurn();
  }

  #all(): QueuedJob[] {
    return [...this.#jobs.values()];
  }

  #get(jobId: string): QueuedJob {
    const queued = this.#jobs.get(jobId);
    if (queued === undefined) {
      throw new StudioError(
        "job/unknown",
        "The engine knows no such job; it was taken off the list, or the engine was started anew since.",
      );
    }
    return queued;
  }
}

async function cancelAll(some: readonly QueuedJob[]): Promise<void> {
  for (const queued of some) queued.cancel();
  await Promise.all(some.map(({ ended }) => ended));
}
