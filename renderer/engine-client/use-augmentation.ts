import { keepPreviousData, useQuery } from "@tanstack/react-query";

import type { Recipe } from "#api/recipe.ts";

import { useEngine } from "./engine-provider.tsx";

/** Of a recipe, what decides how a picture is seen. */
export type SeenBy = Pick<
  Recipe,
  "augmentation" | "inputSize" | "resize" | "padding" | "background"
>;

/** Every operation, policy and preset there is. */
export function useAugmentationCatalog() {
  const engine = useEngine();
  return useQuery({
    queryKey: ["augmentation", "catalog"],
    queryFn: () => engine.augmentation.catalog({}),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A picture at both ends of each operation that is on; the last ones stay while the next are made. */
export function useAugmentationEnds(imageId: number | null, seen: SeenBy) {
  const engine = useEngine();
  return useQuery({
    queryKey: ["project", "augmentation", "ends", imageId, seen],
    queryFn: () =>
      engine.augmentation.ends({ imageId: imageId as number, ...seen }),
    enabled: imageId !== null,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    retry: false,
  });
}

/** How fast pictures are augmented here. */
export function useAugmentationCost(imageId: number | null, seen: SeenBy) {
  const engine = useEngine();
  return useQuery({
    queryKey: ["project", "augmentation", "cost", imageId, seen],
    queryFn: () =>
      engine.augmentation.cost({ imageId: imageId as number, ...seen }),
    enabled: imageId !== null,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    retry: false,
  });
}
