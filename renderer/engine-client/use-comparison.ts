import { useQuery } from "@tanstack/react-query";

import { useEngine } from "./engine-provider.tsx";

/** Pictures that the second run gets right and the first did not, and the other way round. */
export function useComparison(
  firstRunId: string | null,
  secondRunId: string | null,
) {
  const engine = useEngine();
  return useQuery({
    queryKey: ["project", "comparison", firstRunId, secondRunId],
    queryFn: () =>
      engine.evaluation.compare({
        firstRunId: firstRunId ?? "",
        secondRunId: secondRunId ?? "",
      }),
    enabled: firstRunId !== null && secondRunId !== null,
    staleTime: 0,
    retry: false,
  });
}
