import { formatCount, formatQuantity } from "#renderer/ui/format.ts";

/** What is done to pictures and classes, in any room of the Data step, and how it is chosen. */
export const dataActsStrings = {
  relabelled: (count: number, name: string) =>
    count === 1
      ? `The picture is now ${name}`
      : `${formatCount(count)} pictures are now ${name}`,
  classSplit: (count: number, name: string) =>
    `${formatQuantity(count, "picture")} moved to the new class ${name}`,
  nowExcluded: (count: number) =>
    `${formatQuantity(count, "picture")} excluded`,
  nowIncluded: (count: number) =>
    `${formatQuantity(count, "picture")} taken in again`,
  movedTo: (count: number, split: string) =>
    `${formatQuantity(count, "picture")} moved to ${split}`,
  classMade: (name: string) => `Class ${name} added`,
  classRenamed: (name: string) => `The class is now called ${name}`,
  classRemoved: (name: string) => `Class ${name} removed`,
  suggestionsAccepted: (count: number) =>
    `${formatQuantity(count, "suggestion")} accepted`,
  remedied: (remedy: string) => `Done: ${remedy.toLowerCase()}`,
  merged: (count: number, from: string, into: string) =>
    `${formatQuantity(count, "picture")} of ${from} ${count === 1 ? "is" : "are"} now ${into}; the class ${from} is gone`,

  // Choosing a class
  chooseClass: "Choose a class",
  className: "Class",
  typeClass: "Type its name",
  classes: "Classes",
  noClass: "No class is called so.",
  newClass: (name: string) => `New class "${name}"`,
  relabelTitle: (count: number) =>
    count === 1
      ? "Which class is the picture?"
      : `Which class are the ${formatCount(count)} pictures?`,
  mergeTitle: (name: string) => `Merge ${name} into which class?`,
  mergeMessage: (count: number, name: string) =>
    `${count === 1 ? "Its picture gets" : `Its ${formatCount(count)} pictures get`} the label of the class that you choose, and ${name} is gone. This can be undone.`,
  splitTitle: (count: number) =>
    `Name of the new class of ${formatQuantity(count, "picture")}`,
} as const;
