import { formatCount, formatQuantity, type Noun } from "#renderer/ui/format.ts";

const KINDS = {
  added: "Added",
  removed: "Removed",
  relabelled: "Relabelled",
  moved: "Moved side",
  excluded: "Excluded",
  included: "Included again",
} as const;

/** Snapshots of the data set, and the data that runs saw. */
export const versionsStrings = {
  title: "Versions",
  subtitle:
    "Which data, labels and sides there were: when you saved a snapshot, and when a run was trained",
  save: "Save a snapshot",
  saveTitle: "Save a snapshot",
  saveText:
    "Keeps what is in the data set, its labels, sides and exclusions, so that you can compare with it and go back. The files themselves are not copied.",
  name: "Name",
  rename: "Rename",
  renameTitle: "Rename the snapshot",
  remove: "Delete",
  removed: (name: string) => `Deleted “${name}”`,
  undo: "Undo",
  more: (name: string) => `More for ${name}`,
  dataVersion: "Data version",
  dataVersionTerm:
    "Exactly which data, labels and sides this run saw. The link shows what has changed since, and the way back.",
  snapshots: "Snapshots",
  noSnapshots: "None yet.",
  runs: "Seen by runs",
  list: "Versions of the data",
  empty: "No versions yet",
  emptyText:
    "Save a snapshot before you clean up or relabel, and you can see what changed and go back. Each training keeps the version that it saw by itself.",
  facts: (when: string, count: number, noun: Noun) =>
    `${when} · ${formatQuantity(count, noun)}`,
  now: "The data as it is now",
  compareWith: "Compare with",
  difference: "Difference",
  comparing: "Comparing …",
  kinds: KINDS,
  kindCount: (kind: keyof typeof KINDS, count: number) =>
    `${KINDS[kind]} ${formatCount(count)}`,
  same: (count: number, noun: Noun) =>
    `${formatQuantity(count, noun)} ${count === 1 ? "is" : "are"} the same in every way.`,
  equal: "The two are equal.",
  renamed: (from: string, to: string, count: number, noun: Noun) =>
    `Class “${from}” was renamed to “${to}” (${formatQuantity(count, noun)}).`,
  classAdded: (name: string) => `Class “${name}” is new.`,
  classRemoved: (name: string) => `Class “${name}” is gone.`,
  pictures: (kind: keyof typeof KINDS) => `Pictures: ${KINDS[kind]}`,
  pictureName: (path: string, change: string) => `${path}: ${change}`,
  change: (before: string, after: string) => `${before} → ${after}`,
  noLabel: "no label",
  noSide: "no side",
  sides: { train: "training", validation: "validation", test: "test" },
  gone: "No longer in the data set:",
  showMore: (rest: number) => `Show more (${formatCount(rest)})`,
  restore: "Go back to this",
  restoreTitle: (name: string) => `Go back to “${name}”?`,
  restoreText:
    "Labels, sides, exclusions and classes become what they were. It is one step that can be undone.",
  restoreNothing: "Everything is already as it was then.",
  restoreCounts: {
    relabelled: (count: number) => `${formatQuantity(count, "label")} change`,
    moved: (count: number, noun: Noun) =>
      `${formatQuantity(count, noun)} change side`,
    excluded: (count: number, noun: Noun) =>
      `${formatQuantity(count, noun)} ${count === 1 ? "is" : "are"} excluded`,
    included: (count: number, noun: Noun) =>
      `${formatQuantity(count, noun)} ${count === 1 ? "is" : "are"} included again`,
    added: (count: number, noun: Noun) =>
      `${formatQuantity(count, noun)} of then ${count === 1 ? "is" : "are"} no longer in the data set and cannot come back`,
    removed: (count: number, noun: Noun) =>
      `${formatQuantity(count, noun)} came later`,
  },
  restoreRename: (from: string, to: string) =>
    `class “${from}” is called “${to}” again`,
  later: "What came later",
  laterChoices: { stay: "Stay as they are", exclude: "Are excluded" },
  confirm: "Go back",
};
