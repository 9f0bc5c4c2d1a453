import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import type { ImageFilter } from "#api/datasets.ts";
import { ImageFilterSchema } from "#api/datasets.ts";

import { readFilter, writeFilter } from "./filter-address.ts";
import { usePicked } from "./use-picked.ts";

/** The filter of the address; its identity changes only with what it says. */
export function useFilter(): {
  readonly filter: ImageFilter;
  readonly setFilter: (filter: ImageFilter) => void;
  /** What the picked pictures are, when only these are shown. */
  readonly pickedLabel: string | undefined;
} {
  const [parameters, setParameters] = useSearchParams();
  const picked = usePicked();
  const written = JSON.stringify(readFilter(parameters, picked?.imageIds));
  const filter = useMemo(
    () => ImageFilterSchema.parse(JSON.parse(written)),
    [written],
  );
  const setFilter = useCallback(
    (next: ImageFilter) =>
      setParameters((known) => writeFilter(known, next), { replace: true }),
    [setParameters],
  );
  return { filter, setFilter, pickedLabel: picked?.label };
}
