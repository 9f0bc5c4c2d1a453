import { keepPreviousData, useQuery } from "@tanstack/react-query";

import type { ChangeKind, VersionReference } from "#api/versions.ts";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";

/** Snapshots, and the data that runs saw. */
export function useVersions() {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.versions,
    queryFn: () => engine.versions.list({}),
  });
}

/** How many pictures differ between two versions, and how. */
export function useComparison(from: VersionReference, to: VersionReference) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.comparison(from, to),
    queryFn: ({ signal }) => engine.versions.compare({ from, to }, { signal }),
  });
}

/** The first so many pictures that differ in one way. */
export function useVersionChanges(
  from: VersionReference,
  to: VersionReference,
  kind: ChangeKind,
  limit: number,
) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.versionChanges(from, to, kind, limit),
    queryFn: ({ signal }) =>
      engine.versions.changes({ from, to, kind, offset: 0, limit }, { signal }),
    placeholderData: keepPreviousData,
  });
}
