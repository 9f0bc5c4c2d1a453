import { posix } from "node:path";

import type { FolderFacts } from "#engine/datasets/layout.ts";

import { isPictureFolder, stemOf } from "./file-kinds.ts";
import type { NameIndex } from "./name-index.ts";

/** Why a file is not for training, though it may look like it. */
export interface AnnotationRemark {
  readonly code: "source/mask" | "source/annotation";
  readonly message: string;
}

/** Folders that hold what was drawn over pictures, and nothing else in any data set that we know. */
const CERTAIN_FOLDER =
  /^(?:annotations?|segmentations?|segmentation[ _-]?(?:masks?|class|object)|bound(?:ing)?[ _-]?boxes|bboxes|ground[ _-]?truths?|gt)$/i;
/** These may as well be classes ("mask" and "no mask"); they hold annotations when they mirror pictures that lie beside them. */
const POSSIBLE_FOLDER = /^(?:masks?|labels?|xmls?|overlays?|trimaps?)$/i;
/** `cat_mask.png`: never a JPEG, whose loss would blur the labels. */
const MASK_NAME =
  /^(.+?)[ _-](?:masks?|seg|segmentation|labels?|gt|trimap)\.(?:png|bmp|gif|tiff?)$/i;
const ANNOTATION_FILE = /\.(?:xml|json|txt)$/i;
/** Share of the files in a folder that must have a twin beside it. */
const MIRRORED = 0.8;

/** Folders that may hold annotations, with some of the files in each and below. */
export type Candidates = Map<string, string[]>;
const MOST_SAMPLES = 100;

/** The outermost folder on a path that may hold annotations, by its name; null for none. */
export function candidateFolder(path: string): string | null {
  const segments = path.split("/").slice(0, -1);
  const at = segments.findIndex(
    (name) => CERTAIN_FOLDER.test(name) || POSSIBLE_FOLDER.test(name),
  );
  return at < 0 ? null : segments.slice(0, at + 1).join("/");
}

export function addCandidate(candidates: Candidates, path: string): void {
  const folder = candidateFolder(path);
  if (folder === null) return;
  const samples = candidates.get(folder);
  if (samples === undefined) candidates.set(folder, [path]);
  else if (samples.length < MOST_SAMPLES) samples.push(path);
}

/**
 * Which of the candidates do hold annotations: by their name alone, or because the files in them mirror pictures, by their names: in a
 * folder of pictures beside them (`images/7.jpg`, `masks/7.png`), or in the folder above (`cat/7.jpg`, `cat/masks/7.png`;
 * `cat/7.jpg`, `masks/cat/7.png`).
 * @param stems of the pictures: paths without their endings
 */
export function annotationFolders(
  candidates: Candidates,
  folders: readonly FolderFacts[],
  stems: NameIndex,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [folder, samples] of candidates) {
    const name = posix.basename(folder);
    if (CERTAIN_FOLDER.test(name)) {
      // A data set may be wrapped in a folder of that name.
      if (hasPicturesOutside(folders, folder)) found.add(folder);
      continue;
    }
    const bases = counterparts(folder, folders);
    const mirrored = samples.filter((path) => {
      const below = maskedStem(path.slice(folder.length + 1));
      return bases.some((base) => stems.has(posix.join(base, below)));
    });
    if (mirrored.length >= MIRRORED * samples.length) found.add(folder);
  }
  return found;
}

function hasPicturesOutside(
  folders: readonly FolderFacts[],
  folder: string,
): boolean {
  return folders.some(
    ({ path, pictures }) =>
      pictures > 0 && path !== folder && !path.startsWith(`${folder}/`),
  );
}

/** Where the pictures would be that a folder mirrors. */
function counterparts(
  folder: string,
  folders: readonly FolderFacts[],
): string[] {
  const parent = posix.dirname(folder);
  const prefix = parent === "." ? "" : `${parent}/`;
  const beside = folders.flatMap(({ path }) => {
    const name = path.slice(prefix.length);
    return path.startsWith(prefix) && isPictureFolder(name) ? [path] : [];
  });
  return [...beside, parent];
}

/** A path without its ending and without `_mask`. */
function maskedStem(path: string): string {
  const name = posix.basename(path);
  const [, base] = MASK_NAME.exec(name) ?? [];
  return base === undefined
    ? stemOf(path)
    : posix.join(posix.dirname(path), base);
}

/**
 * Whether a file is an annotation of a picture and no picture or text to learn from.
 * @param stems of the pictures: paths and, with a leading `/`, bare names without their endings
 */
export function annotationRemark(
  path: string,
  folders: ReadonlySet<string>,
  stems: NameIndex,
): AnnotationRemark | null {
  const name = posix.basename(path);
  if (folders.size > 0 && liesIn(path, folders)) {
    return remark("source/mask", "a folder of masks or other annotations");
  }
  if (ANNOTATION_FILE.test(name)) {
    const isTwin = stems.has(stemOf(path)) || stems.has(`/${stemOf(name)}`);
    return isTwin
      ? remark(
          "source/annotation",
          "a file with the name of a picture, such as boxes or outlines are kept in",
        )
      : null;
  }
  const [, base] = MASK_NAME.exec(name) ?? [];
  if (base === undefined) return null;
  return stems.has(posix.join(posix.dirname(path), base))
    ? remark("source/mask", "the mask of the picture beside it, by its name")
    : null;
}

/** Whether a file is in one of the folders, or below. */
export function liesIn(path: string, folders: ReadonlySet<string>): boolean {
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    if (folders.has(path.slice(0, at))) return true;
  }
  return false;
}

function remark(
  code: AnnotationRemark["code"],
  received: string,
): AnnotationRemark {
  return {
    code,
    message: `Expected pictures to learn from. Received: ${received}. It is not imported; a classifier learns from the pictures and their classes alone. Rename it if it is a picture of its own.`,
  };
}
