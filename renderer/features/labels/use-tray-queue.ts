import { useState } from "react";

import type { ImageFilter, ImageRow } from "#api/datasets.ts";
import { useImages } from "#renderer/engine-client/use-images.ts";

/** As many are looked through for pictures that were neither skipped nor just dealt with. */
const LOOKED_AT = 200;
/** A picture that was dealt with and is still there after so long comes again: the act has failed. */
const PATIENCE_MS = 8000;

/** The pictures of the tray that are still to be dealt with. */
export interface TrayQueue {
  /** The first is the current one. */
  readonly rows: readonly ImageRow[];
  /** Without a label, skipped ones too; undefined until known. */
  readonly total: number | undefined;
  readonly skipped: number;
  /** The picture is dealt with: the next one comes before the engine has answered. */
  readonly passOn: (imageId: number) => void;
  readonly skip: (imageId: number) => void;
  readonly startOver: () => void;
}

const NONE: ReadonlySet<number> = new Set();

/** Walks the tray. What is labelled leaves the list by itself; what is undone comes back to its place. */
export function useTrayQueue(filter: ImageFilter): TrayQueue {
  const [passed, setPassed] = useState(NONE);
  const [skipped, setSkipped] = useState(NONE);
  const images = useImages(filter, 0, LOOKED_AT - 1 + skipped.size);
  const listed: ImageRow[] = [];
  for (let index = 0; index < LOOKED_AT + skipped.size; index += 1) {
    const row = images.at(index);
    if (row !== undefined) {
      listed.push(row);
    }
  }
  const gone = [...passed].filter((id) => listed.every((row) => row.id !== id));
  // What has left the list may come back by undo.
  if (gone.length > 0 && !images.isLoading) {
    setPassed(without(passed, gone));
  }
  return {
    rows: remaining(listed, passed, skipped),
    total: images.total,
    skipped: skipped.size,
    passOn: (imageId) => {
      setPassed((known) => new Set([...known, imageId]));
      setTimeout(
        () => setPassed((known) => without(known, [imageId])),
        PATIENCE_MS,
      );
    },
    skip: (imageId) => setSkipped((known) => new Set([...known, imageId])),
    startOver: () => setSkipped(NONE),
  };
}

/** What is listed and neither dealt with nor skipped, in order. */
export function remaining(
  listed: readonly ImageRow[],
  passed: ReadonlySet<number>,
  skipped: ReadonlySet<number>,
): readonly ImageRow[] {
  return listed.filter(({ id }) => !passed.has(id) && !skipped.has(id));
}

function without(
  known: ReadonlySet<number>,
  ids: readonly number[],
): ReadonlySet<number> {
  return ids.some((id) => known.has(id))
    ? new Set([...known].filter((id) => !ids.includes(id)))
    : known;
}
