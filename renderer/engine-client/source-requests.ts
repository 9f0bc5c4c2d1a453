import { useSyncExternalStore } from "react";

import type { ImportSource } from "./folder-import.ts";

/** What a person asked of the dialogs about sources, from wherever. */
export type SourceRequest =
  | {
      readonly kind: "import";
      /** Another one for each request. */
      readonly id: number;
      readonly source: ImportSource;
      /** A project of its own, so that its pictures never mix with those of the open one. */
      readonly intoNew: boolean;
    }
  | { readonly kind: "relink"; readonly rootId: number };

let nextId = 1;
let current: SourceRequest | null = null;
const listeners = new Set<() => void>();

/** Shows what an import would do, and offers to do it. */
export function requestImport(source: ImportSource, intoNew: boolean): void {
  change({ kind: "import", id: nextId++, source, intoNew });
}

/** Asks where a folder of pictures is now. */
export function requestRelink(rootId: number): void {
  change({ kind: "relink", rootId });
}

export function endSourceRequest(): void {
  change(null);
}

/** The request that is open; a later one takes its place. */
export function useSourceRequest(): SourceRequest | null {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: SourceRequest | null): void {
  current = next;
  for (const listener of listeners) {
    listener();
  }
}
