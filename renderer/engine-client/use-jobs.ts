import { useQuery } from "@tanstack/react-query";

import type { Job, JobKind } from "#api/jobs.ts";

import { useEngine } from "./engine-provider.tsx";
import type { Failure } from "./failures.ts";
import { queryKeys } from "./query-keys.ts";
import { useAct } from "./use-act.ts";

/** All jobs of the tray, newest first, kept up to date by events. */
export function useJobs() {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.jobs,
    queryFn: () => engine.jobs.list({}),
  });
}

export function useJob(jobId: string | null): Job | undefined {
  return useJobs().data?.find(({ id }) => id === jobId);
}

/** The newest job that is not over, of one of the kinds and, where given, of the run. */
export function useActiveJob(
  kinds: readonly JobKind[],
  runId?: string | null,
): Job | undefined {
  return useJobs().data?.find(
    (job) =>
      kinds.includes(job.kind) &&
      isActive(job) &&
      (runId === undefined || job.runId === runId),
  );
}

/** Ends a job when told. @param onFailure with why it could not be ended */
export function useCancelJob(
  jobId: string,
  onFailure: (failure: Failure) => void,
) {
  const engine = useEngine();
  return useAct(() => engine.jobs.cancel({ jobId }), { onFailure });
}

export function isActive(job: Job): boolean {
  return (
    job.status === "waiting" ||
    job.status === "running" ||
    job.status === "paused"
  );
}

/** 0 to 1, or null while the end is not known. */
export function jobShare(job: Job): number | null {
  return job.total === null || job.total <= 0
    ? null
    : Math.min(1, job.done / job.total);
}
