import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";

import type { EngineEvent } from "#api/events.ts";

import { useEngine, useEngineEvent } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";

/** All runs of the project, newest first. */
export function useRuns(enabled = true) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.runs,
    queryFn: () => engine.training.runs({}),
    enabled,
  });
}

export function useRun(runId: string | null) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.run(runId ?? ""),
    queryFn: () => engine.training.run({ runId: runId ?? "" }),
    enabled: runId !== null,
  });
}

/** The epochs of a run; new ones come in by themselves. */
export function useHistory(runId: string | null) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.history(runId ?? ""),
    queryFn: () =>
      engine.training.history({ runId: runId ?? "", afterEpoch: 0 }),
    enabled: runId !== null,
  });
}

export interface LiveStep {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
}

const MOST_STEPS = 5000;
const FLUSH_MS = 100;

/** Steps of a running run since this was first shown, at most the last 5,000; new ones are handed over ten times a second. */
export function useLiveSteps(runId: string | null): readonly LiveStep[] {
  const [steps, setSteps] = useState<readonly LiveStep[]>([]);
  const [buffer] = useState<LiveStep[]>([]);

  useEffect(() => {
    buffer.length = 0;
    setSteps([]);
    const timer = setInterval(() => {
      if (buffer.length > 0) {
        const fresh = buffer.splice(0);
        setSteps((known) => [...known, ...fresh].slice(-MOST_STEPS));
      }
    }, FLUSH_MS);
    return () => clearInterval(timer);
  }, [buffer, runId]);

  useEngineEvent(
    useCallback(
      (event: EngineEvent) => {
        if (event.type === "step" && event.runId === runId) {
          const { step, epoch, loss, accuracy } = event;
          buffer.push({ step, epoch, loss, accuracy });
        }
      },
      [buffer, runId],
    ),
  );
  return steps;
}

export function useEvaluation(runId: string | null) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.evaluation(runId ?? ""),
    queryFn: () => engine.evaluation.get({ runId: runId ?? "" }),
    enabled: runId !== null,
  });
}

export function useExports(runId: string | null) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.exports(runId ?? ""),
    queryFn: () => engine.export.list({ runId: runId ?? "" }),
    enabled: runId !== null,
  });
}
