import type { Job } from "#api/jobs.ts";
import type { JobRequest } from "./job-request.ts";

/** What decides of a job whose turn it is. */
export interface Contender {
  readonly job: Pick<Job, "status">;
  readonly request: Pick<JobRequest, "isHeavy" | "givesWay">;
  /** Its process is being ended in favour of another job; it waits to start anew. */
  readonly isGivingWay: boolean;
}

/** Whether a job that runs has to end for another one: it gives way, and another works or wants to. */
export function mustGiveWay(
  { job, request }: Contender,
  all: readonly Contender[],
): boolean {
  return (
    request.givesWay === true &&
    job.status === "running" &&
    isAnythingElseActive(all)
  );
}

/** Whether the turn of a job that waits has come: one heavy job at a time, and what gives way only beside nothing else. */
export function mayStart(
  { job, request }: Contender,
  all: readonly Contender[],
): boolean {
  return (
    job.status === "waiting" &&
    !(request.givesWay && isAnythingElseActive(all)) &&
    !(request.isHeavy && isHeavyRunning(all))
  );
}

/** Whether a job that does not give way works or wants to; a paused one does not. */
function isAnythingElseActive(all: readonly Contender[]): boolean {
  return all.some(
    ({ job, request }) =>
      !request.givesWay &&
      (job.status === "running" || job.status === "waiting"),
  );
}

function isHeavyRunning(all: readonly Contender[]): boolean {
  return all.some(
    ({ job, request, isGivingWay }) =>
      request.isHeavy && (job.status === "running" || isGivingWay),
  );
}
