import type { QueryClient } from "@tanstack/react-query";
import {
  keepPreviousData,
  useQueries,
  useQueryClient,
} from "@tanstack/react-query";

import type { ImageFilter, ImageRow } from "#api/datasets.ts";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";

/** Rows that are asked for at a time. */
const IMAGE_PAGE_SIZE = 200;
/** Pages out of sight that are kept for coming back. */
export const KEPT_PAGES = 40;

export interface ImageWindow {
  /** Pictures under the filter; undefined until known. */
  readonly total: number | undefined;
  /** The picture at a place of the whole list, or undefined while its page is on the way. */
  readonly at: (index: number) => ImageRow | undefined;
  readonly isLoading: boolean;
  readonly error: Error | null;
}

/**
 * The pages that cover a stretch of the filtered pictures. Only what is asked for is held and a bounded rest, so it does for a
 * million; a page that is no longer wanted when it comes is not waited for.
 * @param first index of the first picture in sight
 * @param last  index of the last one
 * @param ahead where the next page is fetched, when those in sight are here, before it is wanted: -1 before the first, 1 after the last, 0 nowhere
 */
export function useImages(
  filter: ImageFilter,
  first: number,
  last: number,
  ahead: -1 | 0 | 1 = 0,
): ImageWindow {
  const engine = useEngine();
  const cache = useQueryClient();
  const pages = pagesOf(first, last);
  // What is in sight comes before what may be.
  const areHere = pages.every(
    (page) =>
      cache.getQueryData(queryKeys.imagePage(filter, page)) !== undefined,
  );
  const answers = useQueries({
    queries: [...pages, ...(areHere ? pagesAhead(pages, ahead) : [])].map(
      (page) => ({
        queryKey: queryKeys.imagePage(filter, page),
        queryFn: async ({ signal }: { signal: AbortSignal }) => {
          dropOldPages(cache);
          const answer = await engine.datasets.images(
            {
              filter,
              offset: page * IMAGE_PAGE_SIZE,
              limit: IMAGE_PAGE_SIZE,
            },
            { signal },
          );
          const images = inGivenOrder(filter, answer.images, ({ id }) => id);
          return { ...answer, images };
        },
        placeholderData: keepPreviousData,
        gcTime: 60_000,
      }),
    ),
  });
  const inSight = answers.slice(0, pages.length);
  const byPage = new Map(
    pages.map((page, place) => [page, inSight[place]] as const),
  );
  return {
    total: inSight.find(({ data }) => data !== undefined)?.data?.total,
    at: (index) => {
      const page = Math.floor(index / IMAGE_PAGE_SIZE);
      const answer = byPage.get(page);
      return answer?.isPlaceholderData === true
        ? undefined
        : answer?.data?.images[index - page * IMAGE_PAGE_SIZE];
    },
    isLoading: inSight.some((answer) => answer.isPending),
    error: inSight.find((answer) => answer.error !== null)?.error ?? null,
  };
}

/** Named pictures that fill no more than a page keep the order in which they are named, where the filter has no other. */
export function inGivenOrder<Item>(
  { imageIds, order }: ImageFilter,
  items: Item[],
  idOf: (item: Item) => number,
): Item[] {
  if (
    imageIds === undefined ||
    imageIds.length > IMAGE_PAGE_SIZE ||
    order !== undefined
  ) {
    return items;
  }
  const places = new Map(imageIds.map((id, place) => [id, place]));
  return items.toSorted(
    (one, other) =>
      (places.get(idOf(one)) ?? 0) - (places.get(idOf(other)) ?? 0),
  );
}

function pagesAhead(pages: readonly number[], ahead: -1 | 0 | 1): number[] {
  const next = ((ahead < 0 ? pages[0] : pages.at(-1)) ?? 0) + ahead;
  return ahead === 0 || next < 0 ? [] : [next];
}

/** The numbers of the pages that hold [first, last]. */
export function pagesOf(first: number, last: number): number[] {
  const start = Math.max(0, Math.floor(first / IMAGE_PAGE_SIZE));
  const end = Math.max(start, Math.floor(last / IMAGE_PAGE_SIZE));
  return Array.from({ length: end - start + 1 }, (_, step) => start + step);
}

/** Forgets all but the latest KEPT_PAGES pages that nobody looks at. */
export function dropOldPages(cache: QueryClient): void {
  const unseen = cache
    .getQueryCache()
    .findAll({ queryKey: queryKeys.allImages, type: "inactive" })
    .filter(({ queryKey }) => typeof queryKey.at(-1) === "number")
    .toSorted(
      (one, other) => other.state.dataUpdatedAt - one.state.dataUpdatedAt,
    );
  for (const query of unseen.slice(KEPT_PAGES)) {
    cache.getQueryCache().remove(query);
  }
}
