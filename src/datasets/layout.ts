import type { Split } from "#api/base.ts";
import { StudioError } from "#engine/base/errors.ts";
import { normalizeClassName } from "#engine/storage/class-names.ts";
import { compareNaturally } from "#engine/storage/natural-order.ts";

import { leafNames } from "./leaf-classes.ts";
import type { ClassPath } from "./leaf-classes.ts";
import { isUnlabelledName, sideOfName } from "./split-names.ts";

/** A folder below the one that is imported. */
export interface FolderFacts {
  /** Relative, with `/`; empty for the folder itself. */
  readonly path: string;
  /** Files directly in it that may be pictures, by their names. */
  readonly pictures: number;
}

/** What the place of a file says about it. */
export type Placement =
  | {
      readonly kind: "class";
      /** Null for a picture that is still to be labelled. */
      readonly className: string | null;
      readonly split: Split | null;
    }
  | {
      readonly kind: "outside";
      readonly code: string;
      readonly message: string;
    };

export type LayoutKind =
  "classes" | "sides-then-classes" | "classes-then-sides";

/** Which folder names the class of a picture: the first that stands for classes, or the one that the picture lies in. */
export type ClassFolders = "top" | "leaf";

export interface Layout {
  readonly kind: LayoutKind;
  readonly classFolders: ClassFolders;
  /** Whether the other choice would give other classes. */
  readonly isNested: boolean;
  /** Sides that have a folder; empty where folders do not say. */
  readonly sides: ReadonlySet<Split>;
  /** Names of the classes that have pictures, in natural order. */
  readonly classNames: readonly string[];
  /** @param folder relative path of the folder that a file lies in */
  place(folder: string): Placement;
}

/**
 * Recognises how a folder of labelled pictures (or texts) is laid out: a folder per class, with folders for training, validation and test above
 * or below them or not at all. Folders that only wrap the real one (`archive/dataset/…`) are passed through. As Keras and PyTorch do, a
 * picture anywhere below the folder of a class counts for that class; folders that sort classes into groups (`animals/cats`,
 * `plants/roses`) are seen by their names, and then the innermost ones are the classes. Folders of unlabelled pictures may lie anywhere.
 * @param options.classFolders what a person chose; default: as recognised
 * @throws StudioError `dataset/no-images`, `dataset/no-class-folders`
 */
export function recognizeLayout(
  folders: readonly FolderFacts[],
  options: {
    noun?: { readonly one: string; readonly several: string };
    classFolders?: ClassFolders | undefined;
  } = {},
): Layout {
  const { noun = { one: "picture", several: "pictures" } } = options;
  const labelled = folders.filter(({ path }) => !isUnlabelled(path));
  const root = buildTree(labelled);
  if (root.total === 0) {
    throw new StudioError(
      "dataset/no-images",
      `Expected a folder with ${noun.several} in it, one sub-folder per class. Received: a folder without any ${noun.one}. Choose another folder.`,
    );
  }
  const base = passWrappers(root);
  const children = withPictures(base);
  if (children.length === 0) {
    throw new StudioError(
      "dataset/no-class-folders",
      `Expected one sub-folder per class. Received: a folder with ${root.total} ${noun.several} directly in it. Put the ${noun.several} of each class into a folder with the class's name and choose the folder above; if this is the folder of one class, choose the one above it.`,
    );
  }
  const kind = recognizeKind(children);
  const sideNames = sideNamesOf(kind, children);
  const pathOf = (folder: string) =>
    classPath(kind, base.path, sideNames, folder);
  const paths = labelled.flatMap(({ path, pictures }) => {
    const found = pictures > 0 ? pathOf(path) : null;
    return found === null ? [] : [found.names];
  });
  const leaves = leafNames(paths);
  const classFolders =
    options.classFolders ?? (leaves.areClasses ? "leaf" : "top");
  const place = (folder: string): Placement => {
    if (isUnlabelled(folder)) return unlabelled();
    const found = pathOf(folder);
    if (found === null) return outside();
    const [first] = found.names;
    return inClass(
      classFolders === "top" ? first : leaves.nameOf(found.names),
      found.split,
    );
  };
  return {
    kind,
    classFolders,
    isNested: leaves.isNested,
    sides: new Set(sideNames.values()),
    classNames: classNamesOf(labelled, place),
    place: ofLastFolder(place),
  };
}

/** Walks come upon the files of one folder after the other: what was said of a folder is said again without looking. */
function ofLastFolder(
  place: (folder: string) => Placement,
): (folder: string) => Placement {
  let last: { readonly folder: string; readonly placement: Placement } | null =
    null;
  return (folder) => {
    if (last?.folder !== folder) last = { folder, placement: place(folder) };
    return last.placement;
  };
}

interface Node {
  readonly path: string;
  readonly name: string;
  /** Pictures directly in it. */
  own: number;
  /** Pictures in it and below. */
  total: number;
  readonly children: Map<string, Node>;
}

function buildTree(folders: readonly FolderFacts[]): Node {
  const root = newNode("", "");
  for (const { path, pictures } of folders) {
    let node = root;
    node.total += pictures;
    for (const name of path === "" ? [] : path.split("/")) {
      let child = node.children.get(name);
      if (!child) {
        child = newNode(joinPath(node.path, name), name);
        node.children.set(name, child);
      }
      node = child;
      node.total += pictures;
    }
    node.own += pictures;
  }
  return root;
}

function newNode(path: string, name: string): Node {
  return { path, name, own: 0, total: 0, children: new Map() };
}

function withPictures(node: Node): Node[] {
  return [...node.children.values()].filter((child) => child.total > 0);
}

/** Goes down while there is nothing but one folder, which itself only holds folders. */
function passWrappers(root: Node): Node {
  let node = root;
  for (;;) {
    const [only, ...others] = withPictures(node);
    if (!only || others.length > 0 || node.own > 0) return node;
    if (only.own > 0 || !hasClassFolders(only) || !isWrapper(only)) return node;
    node = only;
  }
}

/** Not a side (`train/…` alone), and not a single class that is divided into sides. */
function isWrapper(node: Node): boolean {
  const sides = withPictures(node).filter(isSideOfClasses).length;
  if (sideOfName(node.name) !== undefined) return sides > 1;
  return sides > 0 || !holdsOnlySides(node);
}

function isSideOfClasses(node: Node): boolean {
  return sideOfName(node.name) !== undefined && hasClassFolders(node);
}

function recognizeKind(children: readonly Node[]): LayoutKind {
  const sides = children.filter(isSideOfClasses);
  const allAreSides = children.every((child) => sideOfName(child.name));
  const different = new Set(sides.map((child) => sideOfName(child.name)));
  if ((sides.length > 0 && allAreSides) || different.size > 1) {
    return "sides-then-classes";
  }
  return children.every(holdsOnlySides) ? "classes-then-sides" : "classes";
}

function hasClassFolders(node: Node): boolean {
  return withPictures(node).length > 0;
}

function holdsOnlySides(node: Node): boolean {
  const children = withPictures(node);
  return (
    node.own === 0 &&
    children.length > 0 &&
    children.every((child) => sideOfName(child.name) !== undefined)
  );
}

/** Folder name → side, for the folders that stand for sides in this layout. */
function sideNamesOf(
  kind: LayoutKind,
  children: readonly Node[],
): ReadonlyMap<string, Split> {
  if (kind === "classes") return new Map();
  const nodes =
    kind === "sides-then-classes"
      ? children.filter(isSideOfClasses)
      : children.flatMap(withPictures);
  const names = new Map(
    nodes.map((node) => [node.name, sideOfName(node.name)]),
  );
  const evaluation = [...names.values()].includes("test")
    ? "validation"
    : "test";
  const sides = new Map<string, Split>();
  for (const [name, side] of names) {
    if (side) sides.set(name, side === "evaluation" ? evaluation : side);
  }
  return sides;
}

/** The names of the folders that may stand for the class of what lies in a folder, and its side; null beside them. */
function classPath(
  kind: LayoutKind,
  base: string,
  sideNames: ReadonlyMap<string, Split>,
  folder: string,
): { readonly names: ClassPath; readonly split: Split | null } | null {
  const prefix = base === "" ? "" : `${base}/`;
  if (folder === base || !folder.startsWith(prefix)) return null;
  const [first = "", ...below] = folder.slice(prefix.length).split("/");
  if (kind === "classes") return { names: [first, ...below], split: null };
  if (kind === "classes-then-sides") {
    const split = sideNames.get(below[0] ?? "") ?? null;
    const rest = split === null ? below : below.slice(1);
    return { names: [first, ...rest], split };
  }
  const split = sideNames.get(first);
  if (!split) return null;
  // Some archives say it twice: seg_train/seg_train/….
  const at = below.findIndex((name) => sideOfName(name) !== sideOfName(first));
  const [top, ...rest] = at < 0 ? [] : below.slice(at);
  return top === undefined ? null : { names: [top, ...rest], split };
}

function isUnlabelled(folder: string): boolean {
  return folder.split("/").some(isUnlabelledName);
}

function unlabelled(): Placement {
  return { kind: "class", className: null, split: null };
}

function inClass(folderName: string, split: Split | null): Placement {
  try {
    return { kind: "class", className: normalizeClassName(folderName), split };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return { kind: "outside", code: error.code, message: error.message };
  }
}

function outside(): Placement {
  return {
    kind: "outside",
    code: "dataset/no-class-folder",
    message:
      "Expected a file inside the folder of a class. Received: one beside the class folders. Move it into the folder of its class, then import again; a file that is no picture can stay.",
  };
}

function classNamesOf(
  folders: readonly FolderFacts[],
  place: (folder: string) => Placement,
): string[] {
  const names = new Set<string>();
  for (const { path, pictures } of folders) {
    const placement = place(path);
    if (pictures === 0 || placement.kind !== "class") continue;
    if (placement.className !== null) names.add(placement.className);
  }
  return [...names].toSorted(compareNaturally);
}

function joinPath(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
