import {
  formatCount,
  formatPercent,
  formatQuantity,
  type Noun,
} from "#renderer/ui/format.ts";

/** The map of the pictures, and the tray of those without a label. */
export const labelsStrings = {
  map: "Map",
  mapSummary: (count: number, noun: Noun) => formatQuantity(count, noun),
  mapKept: (share: number) => `neighbours kept: ${formatPercent(share, 0)}`,
  mapKeptWhy:
    "Trustworthiness (Venna and Kaski 2001): how far neighbours on the map are neighbours for the network, too.",
  mapEmpty: "No map yet",
  mapEmptyMessage:
    "The map lays pictures that look alike to the built-in network side by side: groups, strangers and wrong labels show at a glance.",
  mapRunning: "The map is being drawn",
  mapRunningMessage:
    "The network looks at every picture, then they are laid out. The bar at the bottom says how far it is.",
  mapNoPictures: "No pictures yet",
  mapNoPicturesMessage: "Import pictures first; the map shows them all.",
  mapTextsMessage:
    "Texts are laid out by the instant baseline. It is computed after the import.",
  mapFailed: "The map could not be drawn.",
  mapStale: "Pictures have come since it was drawn; they are not on it.",
  drawMap: "Draw the map",
  drawAgain: "Draw again",
  colorBy: "Colour by",
  colors: {
    class: "Class",
    split: "Split",
    finding: "Finding",
    correct: "Right or wrong",
    predicted: "Predicted class",
  },
  noLabel: "No label",
  noFinding: "Nothing found",
  noPrediction: "Not predicted",
  right: "Predicted right",
  wrong: "Predicted wrong",
  noSide: "Not split",
  tool: "Dragging",
  tools: { lasso: "Lasso", move: "Move" },
  mapLabel: (count: number, noun: Noun) =>
    `Map of ${formatQuantity(count, noun)}. Arrow keys move a box, with Shift they size it; Enter selects what is in it, plus and minus zoom, 0 shows all.`,
  box: (count: number, noun: Noun) =>
    `${formatQuantity(count, noun)} in the box; Enter selects`,
  mapHow:
    "Draw around points, or press a name below, to select them. Wheel: nearer. Arrow keys: a box.",
  legend: "Colours of the map",
  legendItem: (name: string) => `Select all of ${name}`,
  selection: "Selected on the map",
  selected: (count: number) => `${formatCount(count)} selected`,
  selectNone: "Select none",
  give: "Give a class …",
  ownClass: "A class of their own …",
  moveTo: "Move to",
  exclude: "Exclude",
  showInGrid: "Show in the grid",
  tooManyForGrid: (most: number) =>
    `The grid can show ${formatCount(most)} picked ones at most.`,
  pickedOnMap: (count: number, noun: Noun) =>
    `${formatQuantity(count, noun)} from the map`,
  mapTable: "Show as a table",
  group: "Group",
  members: "How many",
  nearestGroup: "Nearest group",

  // Tray
  tray: "To label",
  traySummary: (count: number) =>
    count === 1
      ? "1 picture without a label"
      : `${formatCount(count)} pictures without a label`,
  trayEmpty: "Every picture has a label",
  trayEmptyMessage:
    "Pictures that are imported or captured without a class come here, the most instructive first.",
  trayOrder: "Order them",
  trayOrderAgain: "Order anew",
  trayRunning: "Being ordered …",
  trayFailed: "They could not be ordered.",
  trayStale: (count: number) =>
    `${formatQuantity(count, "label")} given since this order was made.`,
  trayUnordered:
    "In the order of their import. Ordering puts those first from which the model learns most, and suggests labels.",
  trayWhy: (learntFrom: number) =>
    learntFrom === 0
      ? "Nothing is labelled yet, so pictures come first that differ most from one another: a few of each kind teach more than many of one."
      : `First come pictures of which a quick model, learnt from ${formatQuantity(learntFrom, "labelled picture")}, is least sure, and which differ most from one another: each teaches it more than one that it knows already.`,
  trayProgress: (labelled: number, all: number) =>
    `${formatCount(labelled)} of ${formatCount(all)} labelled`,
  trayAccuracy: (share: number) =>
    `a model learnt now would be right for about ${formatPercent(share, 0)}`,
  suggestion: (name: string, share: number) =>
    `${name}, ${formatPercent(share, 0)} sure`,
  noSuggestion: "No suggestion: press the key of a class, or type its name",
  accept: "Accept",
  skip: "Skip",
  otherClass: "Another class …",
  trayKeys: (hasKeys: boolean, sSkips: boolean) =>
    [
      "Enter accepts",
      hasKeys
        ? "a class's own key labels, / finds or makes a class"
        : "typing finds or makes a class",
      sSkips ? "S skips" : "→ skips",
      "Delete excludes",
      "Ctrl+Z takes back",
    ].join(", ") + ".",
  trayQueue: "Pictures to label",
  trayPicture: (fileName: string, place: number, total: number) =>
    `${fileName}, ${formatCount(place)} of ${formatCount(total)}`,
  trayDone: "That was the last one",
  trayDoneMessage:
    "Skipped pictures are still without a label; start over to see them again.",
  startOver: "Start over",
  acceptAbove: "Accept suggestions that are surer than",
  acceptCount: (count: number) =>
    `Label ${formatQuantity(count, "picture")} so`,
  acceptNone: "None is so sure",
  classes: "Classes",
} as const;
