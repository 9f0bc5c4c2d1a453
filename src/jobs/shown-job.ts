import { randomUUID } from "node:crypto";

import type { EngineEvent } from "#api/events.ts";
import type { Job } from "#api/jobs.ts";
import { describeError } from "#engine/base/errors.ts";
import type { JobOutcome } from "./job-process.ts";
import type { JobRequest } from "./job-request.ts";

/** Of a job that has not begun, or begins anew. */
export const NOTHING_DONE = {
  phase: "Waiting",
  done: 0,
  total: null,
  rate: null,
  secondsLeft: null,
} satisfies Partial<Job>;

export function newJob(request: JobRequest): Job {
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
    byItself: request.byItself ?? false,
    device: null,
    notices: [],
    error: null,
    result: null,
  };
}

/** What an event that a job tells changes of how it is shown. */
export function changesOf(event: EngineEvent, job: Job): Partial<Job> | null {
  if (event.type === "notice") {
    return { notices: [...job.notices, event.message] };
  }
  if (event.type !== "device") return null;
  const { name, provider } = event.device;
  return {
    device: { name, provider },
    notices:
      event.notice === null ? job.notices : [...job.notices, event.notice],
  };
}

/** What the end of a job changes of how it is shown. */
export function changesAtEnd(outcome: JobOutcome, job: Job): Partial<Job> {
  const ended = {
    finishedAt: new Date().toISOString(),
    secondsLeft: null,
    canPause: false,
  };
  if (outcome.kind === "finished") {
    const { result } = outcome;
    const done = job.total ?? job.done;
    return { ...ended, status: "finished", result, done };
  }
  if (outcome.kind === "cancelled") return { ...ended, status: "cancelled" };
  const error = describeError(outcome.error);
  return { ...ended, status: "failed", error };
}

/** As it goes to the list and to every client: results can be megabytes. */
export function withoutResult(job: Job): Job {
  return { ...job, result: null };
}

export function isOver(job: Job): boolean {
  return ["finished", "cancelled", "failed"].includes(job.status);
}
