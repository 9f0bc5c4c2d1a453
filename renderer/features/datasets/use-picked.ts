import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import type { PickedPictures } from "#renderer/engine-client/picked-pictures.ts";
import {
  keepPicked,
  readPicked,
} from "#renderer/engine-client/picked-pictures.ts";
import { strings } from "#renderer/ui/strings.ts";
import { showToast } from "#renderer/ui/toast-store.ts";

import { PICKED_PARAMETER } from "./filter-address.ts";

/** As many as come in one page, so that they keep the order of their likeness. */
const MOST_SIMILAR = 199;

/** The picked pictures that the address names. */
export function usePicked(): PickedPictures | undefined {
  const key = useSearchParams()[0].get(PICKED_PARAMETER);
  return useMemo(() => readPicked(key), [key]);
}

/** Shows a picture and those that look like it, the most similar first, in place of the filter that was. */
export function useMoreLikeThis(): (imageId: number) => Promise<void> {
  const engine = useEngine();
  const setParameters = useSearchParams()[1];
  return useCallback(
    async (imageId: number) => {
      try {
        const [{ fileName }, { images }] = await Promise.all([
          engine.datasets.image({ imageId }),
          engine.labels.similar({ imageId, limit: MOST_SIMILAR }),
        ]);
        const key = keepPicked(strings.datasets.likeName(fileName), [
          imageId,
          ...images.map((one) => one.imageId),
        ]);
        setParameters((known) => {
          const runId = known.get("run");
          return {
            [PICKED_PARAMETER]: key,
            labelled: "any",
            ...(runId !== null && { run: runId }),
          };
        });
      } catch (error) {
        showToast({
          title: strings.common.failed,
          message: describeFailure(error).message,
          tone: "danger",
        });
      }
    },
    [engine, setParameters],
  );
}
