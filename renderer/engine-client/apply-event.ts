import type { QueryClient } from "@tanstack/react-query";

import type { EngineEvent } from "#api/events.ts";
import type { Job } from "#api/jobs.ts";
import type { EpochMetrics, Run } from "#api/training.ts";

import { queryKeys } from "./query-keys.ts";

/** Brings the cached answers up to date with an event: writes what the event carries, asks again for what it only names. */
export function applyEvent(cache: QueryClient, event: EngineEvent): void {
  switch (event.type) {
    case "job":
      cache.setQueryData<Job[]>(queryKeys.jobs, (jobs) =>
        withJob(jobs ?? [], event.job),
      );
      return;
    case "job-dismissed":
      cache.setQueryData<Job[]>(queryKeys.jobs, (jobs) =>
        jobs?.filter((job) => job.id !== event.jobId),
      );
      return;
    case "run":
      cache.setQueryData<Run[]>(queryKeys.runs, (runs) =>
        runs === undefined ? undefined : withRun(runs, event.run),
      );
      void cache.invalidateQueries({ queryKey: queryKeys.currentProject });
      return;
    case "epoch":
      cache.setQueryData<EpochMetrics[]>(
        queryKeys.history(event.runId),
        (history) =>
          history === undefined ? undefined : withEpoch(history, event.metrics),
      );
      return;
    case "step":
    // Comes with the job and the run that it is about.
    case "device":
      return;
    case "models":
      for (const queryKey of [
        queryKeys.models,
        queryKeys.weights,
        queryKeys.modelSpeeds,
        queryKeys.everyAdvice,
      ]) {
        void cache.invalidateQueries({ queryKey });
      }
      return;
    case "devices":
      void cache.invalidateQueries({ queryKey: queryKeys.devices });
      return;
    case "dataset":
      for (const queryKey of [
        queryKeys.dataset,
        queryKeys.allImages,
        queryKeys.everyImage,
        queryKeys.problems,
        queryKeys.everyAdvice,
        queryKeys.currentProject,
        queryKeys.cache,
        queryKeys.league,
        queryKeys.labels,
        queryKeys.doctor,
        queryKeys.testSet,
        queryKeys.versions,
      ]) {
        void cache.invalidateQueries({ queryKey });
      }
      return;
    case "baseline":
      void cache.invalidateQueries({ queryKey: queryKeys.baseline });
      void cache.invalidateQueries({ queryKey: queryKeys.allImages });
      return;
    case "doctor":
      void cache.invalidateQueries({ queryKey: queryKeys.doctor });
      void cache.invalidateQueries({ queryKey: queryKeys.allImages });
      return;
    case "map":
      void cache.invalidateQueries({ queryKey: queryKeys.labelMap });
      return;
    case "tray":
      void cache.invalidateQueries({ queryKey: queryKeys.trayState });
      void cache.invalidateQueries({ queryKey: queryKeys.allImages });
      return;
    case "league":
      void cache.invalidateQueries({ queryKey: queryKeys.league });
      return;
    case "evaluation":
      void cache.invalidateQueries({
        queryKey: queryKeys.evaluation(event.runId),
      });
      void cache.invalidateQueries({ queryKey: queryKeys.runs });
      void cache.invalidateQueries({ queryKey: queryKeys.testSet });
      return;
    case "versions":
      void cache.invalidateQueries({ queryKey: queryKeys.versions });
      return;
    case "exports":
      void cache.invalidateQueries({
        queryKey: queryKeys.exports(event.runId),
      });
      return;
    case "project":
      void changeProject(cache);
  }
}

/**
 * Another project is open, or none: first it is asked which, then all that was known of the last one is dropped, so that
 * nothing of it is shown, and nothing is asked of a project that is closed.
 */
export async function changeProject(cache: QueryClient): Promise<void> {
  await cache.invalidateQueries({ queryKey: queryKeys.currentProject });
  // What depends on an open project is drawn anew before it is asked again.
  await new Promise((resolve) => setTimeout(resolve, 0));
  cache.removeQueries({ queryKey: queryKeys.project, type: "inactive" });
  await Promise.all([
    cache.resetQueries({ queryKey: queryKeys.project }),
    cache.invalidateQueries({ queryKey: queryKeys.recentProjects }),
    cache.invalidateQueries({ queryKey: queryKeys.jobs }),
    cache.invalidateQueries({ queryKey: queryKeys.devices }),
  ]);
}

/** After a reconnect: whatever is shown is asked for again, because events may have been missed. */
export function refreshAll(cache: QueryClient): void {
  void cache.invalidateQueries();
}

/** Newest first, as `jobs.list` gives them. */
function withJob(jobs: readonly Job[], job: Job): Job[] {
  return jobs.some(({ id }) => id === job.id)
    ? jobs.map((known) => (known.id === job.id ? job : known))
    : [job, ...jobs];
}

export function withRun(runs: readonly Run[], run: Run): Run[] {
  return runs.some(({ id }) => id === run.id)
    ? runs.map((known) => (known.id === run.id ? run : known))
    : [run, ...runs];
}

/** A resumed run writes epochs again; the later writing counts. */
export function withEpoch(
  history: readonly EpochMetrics[],
  metrics: EpochMetrics,
): EpochMetrics[] {
  const before = history.filter(({ epoch }) => epoch < metrics.epoch);
  return [...before, metrics];
}
