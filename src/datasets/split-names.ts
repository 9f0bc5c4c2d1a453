import type { Split } from "#api/base.ts";

/** The side of a data set that a folder's name stands for; `evaluation` is a test set unless there is another one. */
export type SideName = Split | "evaluation";

const WORDS: Readonly<Record<string, SideName>> = {
  train: "train",
  training: "train",
  trn: "train",
  val: "validation",
  valid: "validation",
  validate: "validation",
  validation: "validation",
  dev: "validation",
  development: "validation",
  test: "test",
  tests: "test",
  testing: "test",
  tst: "test",
  holdout: "test",
  eval: "evaluation",
  evaluation: "evaluation",
};

/** Words that may stand beside: `training_set`, `test-images`, `seg_train`. */
const COMPANIONS: ReadonlySet<string> = new Set([
  "set",
  "data",
  "dataset",
  "split",
  "images",
  "image",
  "imgs",
  "img",
  "pictures",
  "photos",
  "files",
  "folder",
  "seg",
]);

/** Which side a folder's name stands for, in any spelling, or undefined when it is no such name. */
export function sideOfName(name: string): SideName | undefined {
  const words = name
    .normalize("NFKC")
    // Also at a change from small to capital letters: trainSet.
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== "" && !COMPANIONS.has(word));
  const [word] = words;
  // `Object.hasOwn`: a folder may be called "constructor".
  if (words.length !== 1 || word === undefined) return undefined;
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
}

/** The side that a word stands for, where there is only one for tests; null for any other word. */
export function splitOfName(name: string): Split | null {
  const side = sideOfName(name);
  return side === "evaluation" ? "test" : (side ?? null);
}

/** Whether a folder's name says that its pictures have no label yet. */
export function isUnlabelledName(name: string): boolean {
  return /^(?:un[ _-]?labell?ed|not[ _-]labell?ed|to[ _-]?label|no[ _-]?labels?|unsorted)(?:[ _-](?:images?|pictures?|photos?|data|set))?$/i.test(
    name,
  );
}
