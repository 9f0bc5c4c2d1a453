import { useQuery } from "@tanstack/react-query";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";

/** Whether the test set is sealed, and every look at it. */
export function useTestSet() {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.testSet,
    queryFn: () => engine.evaluation.testSet({}),
  });
}
