import { useQuery, useQueryClient } from "@tanstack/react-query";

import type { RecipeDraft } from "#api/recipe.ts";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";
import { useProject } from "./use-projects.ts";

/** Of the query, so that what depends on it is not drawn anew at every render. */
const NOTHING: RecipeDraft = {};

/** Drafts are saved one after the other, so that the last one stays. */
let saving: Promise<unknown> = Promise.resolve();

/** Choices that mean the same for every model, and so outlive a change of model. */
const KEPT = [
  "resize",
  "padding",
  "background",
  "augmentation",
  "seed",
  "classWeights",
  "device",
] as const;

/**
 * The draft of the next recipe, kept by the engine with the project: Model chooses the network, Train the rest.
 * `change` with undefined takes a choice back.
 */
export function useRecipeDraft(): {
  readonly draft: RecipeDraft;
  readonly change: (choices: RecipeDraft) => void;
  /** @param choices that go with it, such as the size its weights are for */
  readonly chooseModel: (model: string, choices?: RecipeDraft) => void;
  readonly reset: () => void;
} {
  const engine = useEngine();
  const cache = useQueryClient();
  const hasProject = useProject().data != null;
  const draft =
    useQuery({
      queryKey: queryKeys.draft,
      queryFn: () => engine.training.draft({}),
      enabled: hasProject,
    }).data ?? NOTHING;
  const write = (next: RecipeDraft) => {
    cache.setQueryData(queryKeys.draft, next);
    // A project that is open for reading only has its draft as long as the window is open.
    saving = saving
      .then(() => engine.training.saveDraft(next))
      .catch(() => undefined);
  };
  return {
    draft,
    change: (choices) => write({ ...draft, ...choices }),
    chooseModel: (model, choices = {}) =>
      write({ ...draftForModel(draft, model), ...choices }),
    reset: () => write(draft.model === undefined ? {} : { model: draft.model }),
  };
}

/** A draft for another model: sizes, rates and epochs are advised anew. */
export function draftForModel(draft: RecipeDraft, model: string): RecipeDraft {
  if (draft.model === model || Object.keys(draft).length === 0) {
    return { ...draft, model };
  }
  const kept = KEPT.flatMap((name) =>
    draft[name] === undefined ? [] : [[name, draft[name]]],
  );
  return { ...Object.fromEntries(kept), model };
}
