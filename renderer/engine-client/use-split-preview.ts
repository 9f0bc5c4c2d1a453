import { keepPreviousData, useQuery } from "@tanstack/react-query";

import type { SplitRule } from "#api/splits.ts";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";

/** What a rule would do to the data set as it is. */
export function useSplitPreview(rule: SplitRule) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.splitPreview(rule),
    queryFn: ({ signal }) => engine.datasets.previewSplit(rule, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}
