import type { ImageClass } from "#api/datasets.ts";

/** What typing the name of a class can lead to. */
export type ClassChoice =
  | { readonly kind: "class"; readonly imageClass: ImageClass }
  | { readonly kind: "new"; readonly name: string };

const MOST_SHOWN = 100;

/** Classes whose name begins with what was typed, then those where a word does, then those that hold it; a new class last. */
export function choicesFor(
  classes: readonly ImageClass[],
  typed: string,
  canCreate: boolean,
): readonly ClassChoice[] {
  const wanted = typed.trim().toLowerCase();
  const ranked = classes
    .map((imageClass) => ({
      imageClass,
      rank: rankOf(imageClass.name, wanted),
    }))
    .filter(({ rank }) => rank < NO_MATCH)
    .toSorted((one, other) => one.rank - other.rank)
    .slice(0, MOST_SHOWN)
    .map(({ imageClass }): ClassChoice => ({ kind: "class", imageClass }));
  const isNew =
    canCreate &&
    wanted !== "" &&
    !classes.some(({ name }) => name.toLowerCase() === wanted);
  return isNew ? [...ranked, { kind: "new", name: typed.trim() }] : ranked;
}

const NO_MATCH = 4;

function rankOf(name: string, wanted: string): number {
  const low = name.toLowerCase();
  if (low === wanted) return 0;
  if (low.startsWith(wanted)) return 1;
  if (low.split(/[\s_\-/.]+/).some((word) => word.startsWith(wanted))) return 2;
  return low.includes(wanted) ? 3 : NO_MATCH;
}
