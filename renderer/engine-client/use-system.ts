import { useQuery, useQueryClient } from "@tanstack/react-query";

import type { Settings } from "#api/system.ts";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";
import { useAct } from "./use-act.ts";

export function useSystemInfo() {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.info,
    queryFn: () => engine.system.info({}),
  });
}

export function useSettings() {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.settings,
    queryFn: () => engine.system.settings({}),
  });
}

export function useUpdateSettings() {
  const engine = useEngine();
  const cache = useQueryClient();
  return useAct(
    (change: Partial<Settings>) => engine.system.updateSettings(change),
    {
      onDone: (settings, change) => {
        cache.setQueryData(queryKeys.settings, settings);
        if (change.device !== undefined || change.threads !== undefined) {
          void cache.invalidateQueries({ queryKey: queryKeys.devices });
        }
      },
    },
  );
}

/** A folder of the engine's machine; null: the person's home. */
export function useFolderListing(path: string | null) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.folder(path),
    queryFn: () => engine.system.listFolder({ path }),
    staleTime: 0,
    retry: false,
  });
}
