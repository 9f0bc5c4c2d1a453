import { useCallback } from "react";
import { useSearchParams } from "react-router";

import type { Run } from "#api/training.ts";

import { useProject } from "./use-projects.ts";
import { useRuns } from "./use-runs.ts";

const PARAMETER = "run";

/**
 * The run that the screens after Train speak of. It stands in the address (`?run=`), so that a link leads to it; without
 * one it is the newest run that has a model, else the newest.
 */
export function useCurrentRun(): {
  /** undefined while not known, null when the project has none. */
  readonly run: Run | null | undefined;
  readonly runs: readonly Run[];
  readonly setRun: (runId: string) => void;
} {
  const [parameters, setParameters] = useSearchParams();
  const project = useProject().data;
  const runs = useRuns(project != null).data;
  const asked = parameters.get(PARAMETER);
  const setRun = useCallback(
    (runId: string) =>
      setParameters((known) => {
        const next = new URLSearchParams(known);
        next.set(PARAMETER, runId);
        return next;
      }),
    [setParameters],
  );
  return {
    run:
      project === null
        ? null
        : runs === undefined
          ? undefined
          : chooseRun(runs, asked),
    runs: runs ?? [],
    setRun,
  };
}

/** The one asked for; else the newest with a model; else the newest; null of none. */
export function chooseRun(
  runs: readonly Run[],
  askedId: string | null,
): Run | null {
  return (
    runs.find(({ id }) => id === askedId) ??
    runs.find(({ bestEpoch }) => bestEpoch !== null) ??
    runs[0] ??
    null
  );
}

/** A path with the run of the present address kept: the rail and every link between screens use it. */
export function useRunPath(): (path: string) => string {
  const [parameters] = useSearchParams();
  const runId = parameters.get(PARAMETER);
  return (path) =>
    runId === null ? path : `${path}?${PARAMETER}=${encodeURIComponent(runId)}`;
}
