import { keepPreviousData, useQuery } from "@tanstack/react-query";

import type { Recipe } from "#api/recipe.ts";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";
import { useProject } from "./use-projects.ts";

/** What cropping would cost in this data set, and the pictures to look at. */
export function usePictureShapes() {
  const engine = useEngine();
  const hasProject = useProject().data != null;
  return useQuery({
    queryKey: queryKeys.shapes,
    queryFn: () => engine.training.pictureShapes({}),
    enabled: hasProject,
  });
}

/** These pictures in every mode, exactly as a network will see them; the last ones stay while the next are made. */
export function useResizePreview(
  imageIds: readonly number[],
  choice: Pick<Recipe, "inputSize" | "padding" | "background">,
) {
  const engine = useEngine();
  const { inputSize, padding, background } = choice;
  return useQuery({
    queryKey: ["project", "resize", imageIds, inputSize, padding, background],
    queryFn: () =>
      engine.training.previewResize({
        imageIds: [...imageIds],
        inputSize,
        padding,
        background,
      }),
    enabled: imageIds.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
    retry: false,
  });
}
