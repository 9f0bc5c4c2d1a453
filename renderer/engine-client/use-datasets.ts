import {
  keepPreviousData,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useCallback } from "react";

import type { ImageFilter } from "#api/datasets.ts";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";
import { inGivenOrder } from "./use-images.ts";

/** Classes, counts, splits, warnings; empty project: imageCount 0. */
export function useDataset(enabled = true) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.dataset,
    queryFn: () => engine.datasets.summary({}),
    enabled,
  });
}

/** Fetches the ids of all pictures under a filter, in its order; for ranges and select-all. */
export function useImageIds(filter: ImageFilter): () => Promise<number[]> {
  const engine = useEngine();
  const cache = useQueryClient();
  return useCallback(
    () =>
      cache.fetchQuery({
        queryKey: queryKeys.imageIds(filter),
        queryFn: async () => {
          const { imageIds } = await engine.datasets.imageIds({ filter });
          return inGivenOrder(filter, imageIds, (id) => id);
        },
        gcTime: 60_000,
      }),
    [engine, cache, filter],
  );
}

/** Ids of the pictures of each filter; undefined until all are known. Keep the identity of the list. */
export function useIdsOfFilters(
  filters: readonly ImageFilter[],
): readonly (readonly number[])[] | undefined {
  const engine = useEngine();
  return useQueries({
    queries: filters.map((filter) => ({
      queryKey: queryKeys.imageIds(filter),
      queryFn: async () =>
        (await engine.datasets.imageIds({ filter })).imageIds,
      gcTime: 60_000,
    })),
    combine: allKnown,
  });
}

function allKnown(
  answers: readonly { readonly data?: readonly number[] | undefined }[],
): readonly (readonly number[])[] | undefined {
  const known = answers.flatMap(({ data }) =>
    data === undefined ? [] : [data],
  );
  return known.length === answers.length ? known : undefined;
}

export function useImage(imageId: number | null) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.image(imageId ?? -1),
    queryFn: () => engine.datasets.image({ imageId: imageId ?? -1 }),
    enabled: imageId !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export const PROBLEM_PAGE_SIZE = 100;

/** Files that were not taken, or taken with a remark. */
export function useProblems(page: number, enabled = true) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.problemPage(page),
    queryFn: () =>
      engine.datasets.problems({
        offset: page * PROBLEM_PAGE_SIZE,
        limit: PROBLEM_PAGE_SIZE,
      }),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useCacheInfo(enabled = true) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.cache,
    queryFn: () => engine.datasets.cache({}),
    enabled,
    staleTime: 0,
  });
}

/** The instant baseline: made by itself after each import. */
export function useBaseline(enabled = true) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.baseline,
    queryFn: () => engine.training.baseline({}),
    enabled,
  });
}
