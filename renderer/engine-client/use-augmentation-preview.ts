import { keepPreviousData, useQuery } from "@tanstack/react-query";

import type { Recipe } from "#api/training.ts";

import { useEngine } from "./engine-provider.tsx";

/** Augmented versions of these pictures, exactly as training will see them; the last ones stay while the next are made. */
export function useAugmentationPreview(
  imageIds: readonly number[],
  recipe: Pick<
    Recipe,
    "augmentation" | "variants" | "inputSize" | "resize" | "seed"
  > | null,
) {
  const engine = useEngine();
  return useQuery({
    queryKey: ["project", "augmentation", imageIds, recipe],
    queryFn: () => {
      if (recipe === null) {
        return { rows: [] };
      }
      return engine.training.previewAugmentation({
        imageIds: [...imageIds],
        augmentation: recipe.augmentation,
        variants: recipe.variants,
        inputSize: recipe.inputSize,
        resize: recipe.resize,
        seed: recipe.seed,
      });
    },
    enabled: recipe !== null && imageIds.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    retry: false,
  });
}
