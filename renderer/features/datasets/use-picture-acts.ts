import { useMemo } from "react";

import type { Split } from "#api/base.ts";
import type { ImageClass } from "#api/datasets.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { strings } from "#renderer/ui/strings.ts";
import { showToast } from "#renderer/ui/toast-store.ts";

/** What can be done to pictures. Each can be undone, and says so. */
export interface PictureActs {
  relabel(imageIds: readonly number[], imageClass: ImageClass): void;
  setExcluded(imageIds: readonly number[], excluded: boolean): void;
  setSplit(imageIds: readonly number[], split: Split): void;
}

/** Undoing says so in the same place. */
const PICTURE_CHANGES = "picture-changes";

export function usePictureActs(): PictureActs {
  const engine = useEngine();
  return useMemo(() => {
    function perform(title: string, act: () => Promise<unknown>): void {
      act().then(
        () =>
          showToast({
            title,
            group: PICTURE_CHANGES,
            action: { label: strings.common.undo, perform: undo },
          }),
        fail,
      );
    }
    function undo(): void {
      engine.datasets.undo({}).catch(fail);
    }
    return {
      relabel(imageIds, imageClass) {
        if (imageIds.length > 0) {
          perform(
            strings.datasets.relabelled(imageIds.length, imageClass.name),
            () =>
              engine.datasets.relabel({
                imageIds: [...imageIds],
                classId: imageClass.id,
              }),
          );
        }
      },
      setExcluded(imageIds, excluded) {
        if (imageIds.length > 0) {
          const title = excluded
            ? strings.datasets.nowExcluded(imageIds.length)
            : strings.datasets.nowIncluded(imageIds.length);
          perform(title, () =>
            engine.datasets.setExcluded({ imageIds: [...imageIds], excluded }),
          );
        }
      },
      setSplit(imageIds, split) {
        if (imageIds.length > 0) {
          perform(
            strings.datasets.movedTo(
              imageIds.length,
              strings.datasets.splits[split],
            ),
            () => engine.datasets.setSplit({ imageIds: [...imageIds], split }),
          );
        }
      },
    };
  }, [engine]);
}

function fail(error: unknown): void {
  showToast({
    title: strings.common.failed,
    message: describeFailure(error).message,
    tone: "danger",
  });
}
