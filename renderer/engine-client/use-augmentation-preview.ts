import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { useEngine } from "./engine-provider.tsx";
import type { SeenBy } from "./use-augmentation.ts";

/** Augmented versions of these pictures, exactly as training will see them; the last ones stay while the next are made. */
export function useAugmentationPreview(
  imageIds: readonly number[],
  asked: SeenBy & {
    readonly variants: number;
    /** The first version, which is the number of the epoch where each epoch has its own. */
    readonly firstVariant: number;
    readonly seed: number;
  },
) {
  const engine = useEngine();
  return useQuery({
    queryKey: ["project", "augmentation", imageIds, asked],
    queryFn: () =>
      engine.training.previewAugmentation({
        imageIds: [...imageIds],
        ...asked,
      }),
    enabled: imageIds.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    retry: false,
  });
}
