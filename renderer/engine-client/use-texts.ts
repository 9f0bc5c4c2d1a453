import { keepPreviousData, useQuery } from "@tanstack/react-query";

import type { Picture } from "#api/results.ts";

import { useEngine } from "./engine-provider.tsx";
import { useDataset } from "./use-datasets.ts";
import { useProject } from "./use-projects.ts";

/** Whether the open project is made of texts and not of pictures. */
export function useIsOfTexts(): boolean {
  const hasProject = useProject().data != null;
  return useDataset(hasProject).data?.kind === "texts";
}

/** What the open project is made of, in a word. */
export function useNoun(): "picture" | "text" {
  return useIsOfTexts() ? "text" : "picture";
}

/** What each word of a text speaks for under a run; without a class, for the class predicted. */
export function useWordHeat(
  runId: string | null,
  picture: Picture | null,
  classId: number | undefined,
) {
  const engine = useEngine();
  return useQuery({
    queryKey: ["project", "word-heat", runId, picture, classId ?? null],
    queryFn: () =>
      engine.explain.words({
        runId: runId ?? "",
        picture: picture ?? { text: "" },
        ...(classId === undefined ? {} : { classId }),
      }),
    enabled: runId !== null && picture !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Which words of a text a run knows and sees. */
export function useReadWords(runId: string | null, imageId: number | null) {
  const engine = useEngine();
  return useQuery({
    queryKey: ["project", "read-words", runId, imageId],
    queryFn: () =>
      engine.explain.readWords({
        runId: runId ?? "",
        picture: { imageId: imageId ?? -1 },
      }),
    enabled: runId !== null && imageId !== null,
    retry: false,
  });
}

/** The networks that take what the project is made of: the input of one of texts is a row of numbers. */
export function fittingModels<
  Model extends { readonly inputShape: readonly number[] },
>(models: readonly Model[], ofTexts: boolean): readonly Model[] {
  return models.filter(
    ({ inputShape }) => (inputShape.length === 1) === ofTexts,
  );
}
