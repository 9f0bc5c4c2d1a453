import { isPictureFolder } from "#engine/datasets/sources/file-kinds.ts";

/** Names of folders from the first that may stand for a class down to the one that a picture lies in. */
export type ClassPath = readonly [string, ...string[]];

export interface LeafNames {
  /** Whether some pictures lie deeper than in the first folder. */
  readonly isNested: boolean;
  /** Whether the first folders are groups and the innermost ones the classes, by their names. */
  readonly areClasses: boolean;
  /** The class by the innermost folder; by the whole path where folders of one name lie in several places. */
  nameOf(path: ClassPath): string;
}

/** `2019`, `part 2`, `session_03`, `img-0001`: a folder that only numbers what is in it. */
const NUMBERED = /^[^\p{L}]*(?:\p{L}{1,12}[\s_.-]*)?\d[\d\s_.-]*$/u;

/**
 * What the classes would be called by the innermost folders, and whether they are the classes: when no picture lies higher, there are
 * several groups and more innermost folders than groups, each name stands once (`indoor` and `outdoor` in every folder are circumstances,
 * not classes), and they are more than numbers.
 * @param paths of all folders that pictures lie in; without those of sides
 */
export function leafNames(paths: readonly ClassPath[]): LeafNames {
  const homes = new Map<string, Set<string>>();
  const groups = new Set<string>();
  for (const path of paths) {
    const inner = innermost(path);
    const name = inner.at(-1) ?? "";
    const known = homes.get(name);
    if (known) known.add(inner.join("/"));
    else homes.set(name, new Set([inner.join("/")]));
    groups.add(path[0].normalize("NFC"));
  }
  const isNested = paths.some((path) => innermost(path).length > 1);
  const names = [...homes.keys()];
  return {
    isNested,
    areClasses:
      paths.every((path) => innermost(path).length > 1) &&
      groups.size > 1 &&
      names.length > groups.size &&
      [...homes.values()].every((places) => places.size === 1) &&
      !names.every((name) => NUMBERED.test(name)),
    nameOf(path) {
      const inner = innermost(path);
      const name = inner.at(-1) ?? "";
      return (homes.get(name)?.size ?? 0) > 1 ? inner.join("/") : name;
    },
  };
}

/** Without folders at the end that only say that pictures are in them: `cat/images`. */
function innermost(path: ClassPath): string[] {
  const names = path.map((name) => name.normalize("NFC"));
  while (names.length > 1 && isPictureFolder(names.at(-1) ?? "")) names.pop();
  return names;
}
