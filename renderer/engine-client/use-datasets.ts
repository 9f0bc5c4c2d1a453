import {
  keepPreviousData,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useCallback } from "react";

import type { ImageFilter, ImageRow } from "#api/datasets.ts";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";

/** Rows that are asked for at a time. */
export const IMAGE_PAGE_SIZE = 200;

/** Classes, counts, splits, warnings; empty project: imageCount 0. */
export function useDataset(enabled = true) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.dataset,
    queryFn: () => engine.datasets.summary({}),
    enabled,
  });
}

export interface ImageWindow {
  /** Pictures under the filter; undefined until known. */
  readonly total: number | undefined;
  /** The picture at a place of the whole list, or undefined while its page is on the way. */
  readonly at: (index: number) => ImageRow | undefined;
  readonly isLoading: boolean;
  readonly error: Error | null;
}

/**
 * The pages that cover a stretch of the filtered pictures. Only what is asked for is held, so it does for 100,000.
 * @param first index of the first picture in sight
 * @param last  index of the last one
 */
export function useImages(
  filter: ImageFilter,
  first: number,
  last: number,
): ImageWindow {
  const engine = useEngine();
  const pages = pagesOf(first, last);
  const answers = useQueries({
    queries: pages.map((page) => ({
      queryKey: queryKeys.imagePage(filter, page),
      queryFn: () =>
        engine.datasets.images({
          filter,
          offset: page * IMAGE_PAGE_SIZE,
          limit: IMAGE_PAGE_SIZE,
        }),
      placeholderData: keepPreviousData,
      gcTime: 60_000,
    })),
  });
  const byPage = new Map(
    pages.map((page, place) => [page, answers[place]] as const),
  );
  return {
    total: answers.find((answer) => answer.data !== undefined)?.data?.total,
    at: (index) => {
      const page = Math.floor(index / IMAGE_PAGE_SIZE);
      const answer = byPage.get(page);
      return answer?.isPlaceholderData === true
        ? undefined
        : answer?.data?.images[index - page * IMAGE_PAGE_SIZE];
    },
    isLoading: answers.some((answer) => answer.isPending),
    error: answers.find((answer) => answer.error !== null)?.error ?? null,
  };
}

/** Fetches the ids of all pictures under a filter, in its order; for ranges and select-all. */
export function useImageIds(filter: ImageFilter): () => Promise<number[]> {
  const engine = useEngine();
  const cache = useQueryClient();
  return useCallback(
    () =>
      cache.fetchQuery({
        queryKey: queryKeys.imageIds(filter),
        queryFn: async () =>
          (await engine.datasets.imageIds({ filter })).imageIds,
      }),
    [engine, cache, filter],
  );
}

/** Class of every picture by its id; undefined until all classes are known. */
export function useClassOfImages(
  classIds: readonly number[],
): ReadonlyMap<number, number> | undefined {
  const engine = useEngine();
  const combine = useCallback(
    (answers: readonly { readonly data?: readonly number[] | undefined }[]) =>
      answers.some(({ data }) => data === undefined)
        ? undefined
        : new Map(
            answers.flatMap(({ data }, place) =>
              (data ?? []).map((id) => [id, classIds[place] ?? -1] as const),
            ),
          ),
    [classIds],
  );
  return useQueries({
    queries: classIds.map((classId) => {
      const filter: ImageFilter = { classIds: [classId], excluded: "any" };
      return {
        queryKey: queryKeys.imageIds(filter),
        queryFn: async () =>
          (await engine.datasets.imageIds({ filter })).imageIds,
      };
    }),
    combine,
  });
}

/** The numbers of the pages that hold [first, last]. */
export function pagesOf(first: number, last: number): number[] {
  const start = Math.max(0, Math.floor(first / IMAGE_PAGE_SIZE));
  const end = Math.max(start, Math.floor(last / IMAGE_PAGE_SIZE));
  return Array.from({ length: end - start + 1 }, (_, step) => start + step);
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
