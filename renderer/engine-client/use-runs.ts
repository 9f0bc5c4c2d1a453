import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEngine } from "./engine-provider.tsx";
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

/** After a run was renamed, deleted or brought back: asks for the list again. */
export function useRefreshRuns(): () => void {
  const cache = useQueryClient();
  return () => void cache.invalidateQueries({ queryKey: queryKeys.runs });
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
