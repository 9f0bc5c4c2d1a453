import { formatQuantity } from "#renderer/ui/format.ts";

/** The sealed test set. */
export const testSetStrings = {
  title: "Test set",
  sealed: (pictures: number, noun: string, looks: number) =>
    `The test set is sealed; ${formatQuantity(pictures, noun)}; opened ${formatQuantity(looks, "time")}.`,
  open: (pictures: number, noun: string, looks: number) =>
    `The test set is open; ${formatQuantity(pictures, noun)}; looked at ${formatQuantity(looks, "time")}. Each evaluation is recorded.`,
  dialogTitle: "Open the test set?",
  dialogText: (pictures: number, noun: string) =>
    `${formatQuantity(pictures, noun)} are kept for one honest figure at the end. Every look that changes what you do next (another model, another setting, another label) fits your choices to them a little, and makes the figure less honest. To choose between runs, use the validation figures.`,
  dialogRecord: "The look is recorded here with its time and reason.",
  reason: "Why now",
  reasonWhy: "For the list of looks.",
  defaultReason: (run: string) => `Evaluate ${run}`,
  confirm: "Open the test set and evaluate",
  looks: "Looks at the test set",
  when: "When",
  run: "Run",
  sealAgain:
    "To seal it again, split the data with “New, sealed test set” (Data, Split settings): the new test set has none of these pictures.",
  seenBefore: (count: number) =>
    `${formatQuantity(count, "more example")} of the test side ${count === 1 ? "was" : "were"} left out: the run had learned from ${count === 1 ? "it" : "them"}, or was chosen by ${count === 1 ? "it" : "them"}, before the data was split anew.`,
};
