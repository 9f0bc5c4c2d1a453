import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";

import { queryKeys } from "#renderer/engine-client/query-keys.ts";
import {
  dropOldPages,
  KEPT_PAGES,
  pagesOf,
} from "#renderer/engine-client/use-images.ts";

describe("pagesOf", () => {
  it("gives the pages that hold a stretch of pictures", () => {
    expect(pagesOf(0, 0)).toEqual([0]);
    expect(pagesOf(150, 260)).toEqual([0, 1]);
    expect(pagesOf(999_900, 999_999)).toEqual([4999]);
    expect(pagesOf(0, -1)).toEqual([0]);
  });
});

describe("dropOldPages", () => {
  it("keeps the latest pages and everything that is no page", () => {
    const cache = new QueryClient();
    cache.setQueryData(queryKeys.imageIds({}), [1, 2, 3]);
    for (let page = 0; page < 3 * KEPT_PAGES; page += 1) {
      cache.setQueryData(queryKeys.imagePage({}, page), [], {
        updatedAt: 1 + page,
      });
    }
    dropOldPages(cache);
    expect(cache.getQueryData(queryKeys.imagePage({}, 0))).toBeUndefined();
    for (let page = 2 * KEPT_PAGES; page < 3 * KEPT_PAGES; page += 1) {
      expect(cache.getQueryData(queryKeys.imagePage({}, page))).toEqual([]);
    }
    expect(cache.getQueryData(queryKeys.imageIds({}))).toEqual([1, 2, 3]);
    expect(cache.getQueryCache().getAll()).toHaveLength(KEPT_PAGES + 1);
  });
});
