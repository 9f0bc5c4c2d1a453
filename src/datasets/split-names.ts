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
