import { posix, win32 } from "node:path";

import type { SourceFacts } from "#engine/datasets/sources/source-facts.ts";

/** How a list names its pictures: what is to be put before and behind a name to have the path of a file. */
export interface PathRule {
  /** Folders that names are relative to, tried in this order. */
  readonly folders: readonly string[];
  /** `.jpg`, where names are given without their endings. */
  readonly endings: readonly string[];
}

/** Where a name of a list leads. */
export type ListedPath =
  | { readonly kind: "found"; readonly path: string }
  | { readonly kind: "missing" }
  /** An address, or a path that leads out of the folder. */
  | { readonly kind: "refused" };

const ENDINGS = ["", ".jpg", ".jpeg", ".png", ".JPG", ".webp", ".tif", ".bmp"];
const MOST_FOLDERS = 20;
/** Of folders that are tried for names, so that a list is recognised in moments. */
const MOST_TRIED = 5000;
const TRIED_NAMES = 30;

/**
 * Finds out how names lead to files, from some of them.
 * @param list relative path of the list
 * @param roots absolute paths of the source's folder, as given and as it really is
 */
export function findPathRule(
  names: readonly string[],
  list: string,
  facts: SourceFacts,
  roots: readonly string[],
): PathRule {
  const own = posix.dirname(list) === "." ? "" : posix.dirname(list);
  const first = [...new Set([own, ""])];
  const others = facts.folders
    .filter(({ path, pictures }) => pictures > 0 && !first.includes(path))
    .slice(0, MOST_TRIED)
    .map(({ path }) => path);
  const hits = new Map<string, number>();
  const endings = new Set<string>();
  for (const name of names.slice(0, TRIED_NAMES)) {
    for (const ending of ENDINGS) {
      // Other folders only where the usual ones have nothing: looking there is what takes time.
      const folder =
        firstHit(name, first, ending, facts, roots) ??
        firstHit(name, others, ending, facts, roots);
      if (folder === null) continue;
      endings.add(ending);
      hits.set(folder, (hits.get(folder) ?? 0) + 1);
      break;
    }
  }
  const usual = [...hits.keys()].toSorted(
    (a, b) => (hits.get(b) ?? 0) - (hits.get(a) ?? 0),
  );
  return {
    folders: [...new Set([...first, ...usual])].slice(0, MOST_FOLDERS),
    endings: [...new Set(["", ...endings])],
  };
}

function firstHit(
  name: string,
  folders: readonly string[],
  ending: string,
  facts: SourceFacts,
  roots: readonly string[],
): string | null {
  return (
    folders.find((folder) => {
      const rule = { folders: [folder], endings: [ending] };
      return resolveListed(name, rule, facts, roots).kind === "found";
    }) ?? null
  );
}

/**
 * The file that a name of a list stands for. Only files that the walk through the source came upon are ever given, so that no list can
 * lead out of the folder that a person chose: an absolute path counts when it leads into that folder, as it is written or as it really is.
 */
export function resolveListed(
  name: string,
  { folders, endings }: PathRule,
  facts: SourceFacts,
  roots: readonly string[],
): ListedPath {
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(name)) return { kind: "refused" };
  const isAbsolute = posix.isAbsolute(name) || /^[a-z]:[\\/]/i.test(name);
  const relative = isAbsolute ? relativeTo(roots, name) : name;
  if (relative === null) return { kind: "refused" };
  let leadsOut = true;
  for (const spelled of spellings(relative)) {
    for (const folder of isAbsolute ? [""] : folders) {
      const path = posix.join(folder, spelled);
      if (path === ".." || path.startsWith("../")) continue;
      leadsOut = false;
      const ending = endings.find((one) => facts.names.has(path + one));
      if (ending !== undefined) return { kind: "found", path: path + ending };
    }
  }
  return { kind: leadsOut ? "refused" : "missing" };
}

function relativeTo(roots: readonly string[], path: string): string | null {
  for (const root of roots) {
    const [from, to] = [plainSlashes(root), plainSlashes(path)];
    if (posix.normalize(to).startsWith(`${from}/`)) {
      return posix.normalize(to).slice(from.length + 1);
    }
  }
  return null;
}

function plainSlashes(path: string): string {
  return win32.sep === "\\" && /^[a-z]:[\\/]/i.test(path)
    ? path.replaceAll("\\", "/")
    : path;
}

/** As it is written, with the slashes of Windows turned, and in the two forms in which systems keep accents. */
function* spellings(name: string): Generator<string> {
  yield name;
  const turned = name.replaceAll("\\", "/");
  if (turned !== name) yield turned;
  // oxlint-disable-next-line no-control-regex
  if (/^[\u0000-\u007f]*$/.test(turned)) return;
  yield turned.normalize("NFC");
  yield turned.normalize("NFD");
}
