import { useQuery } from "@tanstack/react-query";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";

/** Folders that pictures are read from, and whether each takes in what is put into it. */
export function useWatchedFolders() {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.watchedFolders,
    queryFn: () => engine.watchedFolders.list({}),
  });
}
