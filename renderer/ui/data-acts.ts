import { createContext, useContext } from "react";

import type { Split } from "#api/base.ts";
import type { ImageClass } from "#api/datasets.ts";
import type { RemedyId } from "#api/doctor.ts";

/** The group of the toasts that tell of edits, and of taking them back: one replaces the other. */
export const PICTURE_CHANGES = "picture-changes";

/**
 * What can be done to pictures and classes, in any room of the Data step. Each says in a toast what happened, and can be undone
 * there, by Ctrl-Z, and after a restart.
 */
export interface DataActs {
  relabel(
    imageIds: readonly number[],
    imageClass: Pick<ImageClass, "id" | "name">,
  ): void;
  /** The pictures become a class of their own. */
  splitClass(imageIds: readonly number[], name: string): void;
  setExcluded(imageIds: readonly number[], excluded: boolean): void;
  setSplit(imageIds: readonly number[], split: Split): void;
  createClass(name: string): void;
  renameClass(classId: number, name: string): void;
  /** All pictures of the first become the second, and the first is gone. */
  mergeClasses(
    from: Pick<ImageClass, "id" | "name" | "count" | "excluded">,
    into: Pick<ImageClass, "id" | "name">,
  ): void;
  /** Only one without pictures. */
  removeClass(imageClass: Pick<ImageClass, "id" | "name">): void;
  /** Every picture of the tray gets the label that is suggested with at least this confidence. */
  acceptSuggestions(confidence: number, count: number): void;
  /** What the check-up proposes about one finding. */
  remedy(check: string, findingId: number, remedy: RemedyId): void;
  undo(): void;
}

export const DataActsContext = createContext<DataActs | null>(null);

export function useDataActs(): DataActs {
  const acts = useContext(DataActsContext);
  if (acts === null) {
    throw new Error("The acts on pictures need a <DataActsProvider> above.");
  }
  return acts;
}
