import {
  keepPreviousData,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useMemo } from "react";

import type { ModelOptions, ModelSpeed } from "#api/models.ts";
import type { Recipe } from "#api/recipe.ts";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";

export function useModels() {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.models,
    queryFn: () => engine.models.list({}),
  });
}

/** How quick every model is here, by its id; empty until it is known. */
export function useModelSpeeds(): ReadonlyMap<string, ModelSpeed> {
  const engine = useEngine();
  const speeds = useQuery({
    queryKey: queryKeys.modelSpeeds,
    queryFn: () => engine.models.speeds({}),
  }).data;
  return useMemo(
    () => new Map((speeds ?? []).map((speed) => [speed.id, speed])),
    [speeds],
  );
}

/** After the collection was changed: asks for it again. */
export function useRefreshModels(): () => void {
  const cache = useQueryClient();
  return () => void cache.invalidateQueries({ queryKey: queryKeys.models });
}

/** One set of published weights: whether it is here, and where it comes from. */
export function useWeights(id: string | null) {
  const engine = useEngine();
  const { data } = useQuery({
    queryKey: queryKeys.weights,
    queryFn: () => engine.weights.list({}),
    enabled: id !== null,
  });
  return data?.find((weights) => weights.id === id);
}

/** One model with all its layers, for these options. */
export function useModel(id: string | null, options: ModelOptions = {}) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.model(id ?? "", options),
    queryFn: () => engine.models.get({ ...options, id: id ?? "" }),
    enabled: id !== null,
    placeholderData: keepPreviousData,
  });
}

/** The full recipe for what is given of it, in a sentence, with an estimate. */
export function useAdvice(
  recipe: (Partial<Recipe> & { model: string }) | null,
) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.advice(recipe ?? { model: "" }),
    queryFn: () => engine.training.advise(recipe ?? { model: "" }),
    enabled: recipe !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}
