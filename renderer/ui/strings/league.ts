import { formatCount } from "#renderer/ui/format.ts";

export const leagueStrings = {
  title: "Compare on your pictures",
  subtitle: "Which pretrained network sees your classes best, by a quick probe",
  open: "Compare",
  toCatalogue: "All networks",
  loading: "Reading the league …",
  failed: "The league could not be read.",
  probeFailed: "The last comparison failed.",
  textsTitle: "Texts have no pretrained networks here",
  textsMessage:
    "The comparison is between networks that look at pictures. Open a project of pictures to use it.",
  noDataTitle: "Two classes are needed",
  noDataMessage: (classes: number) =>
    `Networks are compared by how well they tell your classes apart. So far there ${classes === 1 ? "is one class" : "are no classes"} with pictures.`,
  toData: "Add pictures",
  participants: "Networks",
  participantsWhy:
    "Pretrained networks whose weights are on this machine. Test pictures are not looked at.",
  onlyOne:
    "There is one network to look at. To compare, get weights of a pretrained network or import one of your own in the catalogue.",
  start: "Compare",
  again: "Compare again",
  waiting: "Waiting for other work",
  results: "League",
  stale:
    "Pictures or labels have changed since. Compare again for figures of now.",
  notProbed: (name: string) => `${name} could not be probed.`,
  noneTitle: "Nothing compared yet",
  noneMessage:
    "Each network looks at up to 1,000 of your pictures once; a plain classifier on what it sees is then judged by cross-validation.",
  how: (pictures: number) =>
    `Cross-validated on ${formatCount(pictures)} training and validation pictures: the share put into their class by a plain head that has not seen them. Dots: area is the size of the weights, lines are 95\u00a0% intervals.`,
  scatter: "Accuracy over seconds for a hundred pictures",
  network: "Network",
  accuracy: "Accuracy",
  secondsPer100: "Seconds for 100 pictures",
  weights: "Weights",
  dot: (name: string, accuracy: string, seconds: string, size: string) =>
    `${name}: ${accuracy}, ${seconds} s for 100 pictures, ${size}`,
  recommended: "Recommended",
  take: "Use this one",
  takeNamed: (name: string) => `Use this one: ${name}`,
  chosen: "In use",
} as const;
