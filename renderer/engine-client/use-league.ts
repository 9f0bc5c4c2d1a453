import { useQuery } from "@tanstack/react-query";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";

/** What pretrained networks reached on the project's pictures. */
export function useLeague() {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.league,
    queryFn: () => engine.league.get({}),
  });
}

/** Networks that can take part: those whose weights are on this machine. */
export function useLeagueCandidates() {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.leagueCandidates,
    queryFn: () => engine.league.candidates({}),
  });
}
