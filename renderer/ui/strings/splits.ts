import { formatCount, formatQuantity, type Noun } from "#renderer/ui/format.ts";

const SIDES = { train: "training", validation: "validation", test: "test" };

/** How the data comes on sides. */
export const splitsStrings = {
  sources: {
    none: "not split",
    folders: "as given by folders",
    stratified: "stratified",
    grouped: "in groups",
    folds: "in folds",
    fixed: "fixed",
  },
  sides: SIDES,
  title: "Split the data",
  why: "Training learns from the training side, is steered by the validation side, and is judged once by the sealed test side. Nothing moves before you press Apply, and it can be undone.",
  rule: "How they are dealt",
  rules: {
    stratified: "By shares",
    grouped: "In groups",
    folds: "In folds",
    folders: "By folders",
    fixed: "Fixed",
  },
  ruleWhy: {
    stratified: "Each class is dealt in the same shares, one by one.",
    grouped:
      "As by shares, but what belongs together (copies, and all of one site, person or day) stays on one side. Otherwise a model is tested on what it has learned by heart.",
    folds:
      "A test side is set apart; the rest is dealt to folds. Cross-validation leaves out each fold in turn; a single training is validated on the first.",
    folders:
      "The sides that the folders or the manifest gave. A side that they do not name is taken out of training.",
    fixed:
      "Everything stays where it is. What comes later is dealt by the shares that there are.",
  },
  share: (side: keyof typeof SIDES) => `Share of the ${SIDES[side]} side`,
  rest: (percent: string) => `Training has the rest: ${percent}.`,
  folds: "Folds",
  foldsWhy: "More folds: a surer estimate, and as many more trainings.",
  duplicates: "Keep near-duplicates together",
  attributes: "Keep together what has the same",
  seed: "Seed",
  seedWhy:
    "Another seed deals them differently; the same seed always the same way.",
  sealAgain: "New, sealed test set",
  sealAgainWhy:
    "The test set was opened. This draws one with nothing of it, and seals it. Models that were trained before have seen what is in the new one: they are judged without that.",
  preview: "What would move",
  computing: "Working out what would move …",
  moved: (moved: number, total: number, noun: Noun) =>
    moved === 0
      ? `No ${noun} changes side.`
      : `${formatQuantity(moved, noun)} of ${formatCount(total)} ${moved === 1 ? "changes" : "change"} side.`,
  move: (from: keyof typeof SIDES | null, to: keyof typeof SIDES) =>
    `${from === null ? "no side" : SIDES[from]} → ${SIDES[to]}`,
  moves: "Moves",
  count: "How many",
  side: "Side",
  now: "Now",
  later: "Then",
  groups: (kept: number, straddling: number) =>
    `${formatQuantity(kept, "group")} kept together; ${straddling === 0 ? "none of them lies" : straddling === 1 ? "1 of them lies" : `${formatCount(straddling)} of them lie`} on two sides or more now.`,
  foldSizes: (sizes: readonly number[], noun: Noun) =>
    `Folds of ${sizes.map((size) => formatCount(size)).join(", ")} ${noun}s.`,
  apply: "Apply",
  done: (source: string) => `The data is split: ${source}.`,
};
