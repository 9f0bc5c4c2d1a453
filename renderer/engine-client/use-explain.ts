import { keepPreviousData, useQuery } from "@tanstack/react-query";

import type { Picture } from "#api/results.ts";

import { useEngine } from "./engine-provider.tsx";

const KEPT_MS = 120_000;

/** The heat map of a picture under a run; without a class, for the class predicted. The last one stays while the next is made. */
export function useHeatmap(
  runId: string | null,
  picture: Picture | null,
  classId: number | undefined,
) {
  const engine = useEngine();
  return useQuery({
    queryKey: ["project", "heatmap", runId, picture, classId ?? null],
    queryFn: () =>
      engine.explain.heatmap({
        runId: runId ?? "",
        picture: picture ?? { imageId: -1 },
        ...(classId === undefined ? {} : { classId }),
      }),
    enabled: runId !== null && picture !== null,
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
    retry: false,
  });
}

/** Layers whose feature maps can be shown, in order. */
export function useExplainLayers(runId: string | null) {
  const engine = useEngine();
  return useQuery({
    queryKey: ["project", "explain-layers", runId],
    queryFn: () => engine.explain.layers({ runId: runId ?? "" }),
    enabled: runId !== null,
    retry: false,
  });
}

export function useFeatureMaps(
  runId: string | null,
  picture: Picture | null,
  layer: string | null,
) {
  const engine = useEngine();
  return useQuery({
    queryKey: ["project", "feature-maps", runId, picture, layer],
    queryFn: () =>
      engine.explain.featureMaps({
        runId: runId ?? "",
        picture: picture ?? { imageId: -1 },
        layer: layer ?? "",
      }),
    enabled: runId !== null && picture !== null && layer !== null,
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
    retry: false,
  });
}
