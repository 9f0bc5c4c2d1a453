import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { changeProject } from "./apply-event.ts";
import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";

/** The open project; data is null when none is open, undefined while that is not known. */
export function useProject() {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.currentProject,
    queryFn: () => engine.projects.current({}),
  });
}

export function useRecentProjects() {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.recentProjects,
    queryFn: () => engine.projects.recent({}),
    staleTime: 0,
  });
}

/** Drops what is known of the last project and asks for everything on screen again. */
export function useForgetProject(): () => Promise<void> {
  const cache = useQueryClient();
  return useCallback(() => changeProject(cache), [cache]);
}
