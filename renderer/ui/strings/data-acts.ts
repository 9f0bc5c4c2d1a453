import { formatCount, formatQuantity, type Noun } from "#renderer/ui/format.ts";

/** What is done to pictures and classes, in any room of the Data step, and how it is chosen. */
export const dataActsStrings = {
  relabelled: (count: number, name: string, noun: Noun) =>
    count === 1
      ? `The ${noun} is now ${name}`
      : `${formatCount(count)} ${noun}s are now ${name}`,
  classSplit: (count: number, name: string, noun: Noun) =>
    `${formatQuantity(count, noun)} moved to the new class ${name}`,
  nowExcluded: (count: number, noun: Noun) =>
    `${formatQuantity(count, noun)} excluded`,
  nowIncluded: (count: number, noun: Noun) =>
    `${formatQuantity(count, noun)} taken in again`,
  movedTo: (count: number, split: string, noun: Noun) =>
    `${formatQuantity(count, noun)} moved to ${split}`,
  classMade: (name: string) => `Class ${name} added`,
  classRenamed: (name: string) => `The class is now called ${name}`,
  classRemoved: (name: string) => `Class ${name} removed`,
  suggestionsAccepted: (count: number) =>
    `${formatQuantity(count, "suggestion")} accepted`,
  remedied: (remedy: string) => `Done: ${remedy.toLowerCase()}`,
  merged: (count: number, from: string, into: string, noun: Noun) =>
    `${formatQuantity(count, noun)} of ${from} ${count === 1 ? "is" : "are"} now ${into}; the class ${from} is gone`,

  // Choosing a class
  chooseClass: "Choose a class",
  className: "Class",
  typeClass: "Type its name",
  classes: "Classes",
  noClass: "No class is called so.",
  newClass: (name: string) => `New class "${name}"`,
  relabelTitle: (count: number, noun: Noun) =>
    count === 1
      ? `Which class is the ${noun}?`
      : `Which class are the ${formatCount(count)} ${noun}s?`,
  mergeTitle: (name: string) => `Merge ${name} into which class?`,
  mergeMessage: (count: number, name: string, noun: Noun) =>
    `${count === 1 ? `Its ${noun} gets` : `Its ${formatCount(count)} ${noun}s get`} the label of the class that you choose, and ${name} is gone. This can be undone.`,
  splitTitle: (count: number, noun: Noun) =>
    `Name of the new class of ${formatQuantity(count, noun)}`,
} as const;
