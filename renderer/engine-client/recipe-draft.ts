import { useCallback, useMemo, useSyncExternalStore } from "react";

import type { Recipe } from "#api/training.ts";
import { RecipeSchema } from "#api/training.ts";

import { useProject } from "./use-projects.ts";

/** What the person has chosen of the next recipe; the engine's advice fills in the rest. */
export type RecipeDraft = Partial<Recipe>;

const STORED = "convolve.recipe";
const listeners = new Set<() => void>();

/** Choices that mean the same for every model, and so outlive a change of model. */
const KEPT = [
  "resize",
  "augmentation",
  "seed",
  "classWeights",
  "device",
] as const;

/**
 * The draft of the next recipe, one for each project, kept over reloads: Model chooses the network, Train the rest.
 * `change` with undefined takes a choice back.
 */
export function useRecipeDraft(): {
  readonly draft: RecipeDraft;
  readonly change: (choices: RecipeDraft) => void;
  readonly chooseModel: (model: string) => void;
  readonly reset: () => void;
} {
  const path = useProject().data?.path ?? "";
  const key = `${STORED}:${path}`;
  const text = useSyncExternalStore(subscribe, () => localStorage.getItem(key));
  const draft = useMemo(() => parseDraft(text), [text]);
  const write = useCallback(
    (next: RecipeDraft) => {
      localStorage.setItem(key, JSON.stringify(next));
      for (const listener of listeners) {
        listener();
      }
    },
    [key],
  );
  return {
    draft,
    change: (choices) => write({ ...draft, ...choices }),
    chooseModel: (model) => write(draftForModel(draft, model)),
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

/** What was stored, as far as this version still understands it. */
export function parseDraft(text: string | null): RecipeDraft {
  if (text === null) {
    return {};
  }
  try {
    const parsed = RecipeSchema.partial().safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}
