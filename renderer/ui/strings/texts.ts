import { formatCount } from "#renderer/ui/format.ts";

export const textsStrings = {
  unknownWord: "This word is not in the run's vocabulary",
  unseenWord: "The network does not see this",
  unknownWords: (unknown: number, run: string) =>
    unknown === 0
      ? `${run} knows every word of it.`
      : `${run} does not know ${unknown === 1 ? "the word" : `the ${formatCount(unknown)} words`} with the dotted line.`,
  words: "Words",
  characters: (count: number) =>
    `${formatCount(count)} ${count === 1 ? "character" : "characters"}`,
  // Try
  trySubtitle: (run: string) => `Ask ${run} about new texts`,
  folderText:
    "Every .txt file and every row of a .csv file below a folder, as a table: file, class, probability. Opens in any spreadsheet.",
  tryTitle: "Ask about a text",
  tryText: "It is only read, not added to the project.",
  tryLabel: "Text",
  ask: "Ask",
  // Explain
  speaksFor: (className: string) => `Words that speak for ${className}`,
  heatText:
    "Each word is left out in turn: the deeper its colour, the more the probability changes. Underlined words speak against the class.",
  heatLabel: (word: string, points: string) => `${word}: ${points}`,
  method: "Leaving words out",
  methodTerm:
    "The network is asked again without each word; the importance of a word is how much less likely the class becomes. Known as occlusion (Zeiler & Fergus 2014).",
  omitted: (count: number) => `${formatCount(count)} more words are not shown.`,
  loading: "Leaving words out …",
  choose: "Choose a text below",
  chooseText: "You then see what each of its words speaks for.",
  noFeatureMaps: "Feature maps are pictures, so there are none of a text.",
  noAugmentation:
    "Texts are learned as they are: augmentation changes pictures.",
  legendAgainst: "against",
  legendFor: "for",
} as const;
