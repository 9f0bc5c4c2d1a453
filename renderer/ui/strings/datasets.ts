import {
  formatBytes,
  formatCount,
  formatPercent,
  formatQuantity,
  type Noun,
} from "#renderer/ui/format.ts";

export const datasetsStrings = {
  title: "Data",
  summary: (
    images: number,
    classes: number,
    excluded: number,
    noun: Noun = "picture",
  ) =>
    [
      `${formatQuantity(images, noun)} in ${formatQuantity(classes, "class", "classes")}`,
      ...(excluded > 0 ? [`${formatCount(excluded)} excluded`] : []),
    ].join(" · "),

  empty: "No pictures yet",
  emptyMessage:
    "Drop a folder here that holds one folder of pictures for each class: shirts in one, shoes in another. Folders named train, validation and test above them are understood too.",
  emptyUnlabelled: (count: number) =>
    count === 1
      ? "The one picture has no label yet"
      : `The ${formatQuantity(count, "picture")} have no label yet`,
  emptyUnlabelledMessage:
    "Give each its class, most of them by a single key. What has a label is shown here.",
  labelThem: "Label them",
  importFolder: "Import folder …",
  importing: "The first pictures are on their way",
  importingMessage:
    "They are read in the background; the bar at the bottom says how far. This screen fills by itself.",
  unreadable: "The pictures could not be listed",

  // Classes
  classes: "Classes",
  addClass: "Add a class",
  newClassName: "Name of the new class",
  rename: "Rename",
  renameClass: (name: string) => `Rename ${name}`,
  findClass: "Find a class",
  mergeClass: (name: string) => `Merge ${name} into …`,
  mergeHere: (from: string, into: string) => `${from} becomes ${into}`,
  removeClass: (name: string) => `Remove ${name}`,
  onlyEmpty: "only when empty",
  nouns: (count: number, noun: Noun) => (count === 1 ? noun : `${noun}s`),
  excludedCount: (count: number) => `${formatCount(count)} excluded`,
  bySplit: (train: number, validation: number, test: number) =>
    `${formatCount(train)} train, ${formatCount(validation)} validation, ${formatCount(test)} test`,
  classKey: (key: string) => `Press ${key} to give this class`,

  // Filters
  filters: "Filters",
  search: "File name or words",
  order: "Order",
  orders: {
    added: "Oldest first",
    "added-descending": "Newest first",
    name: "Name, A to Z",
    "name-descending": "Name, Z to A",
    class: "By class",
    suspicious: "Most doubtful label first",
    "confidence-descending": "Surest prediction first",
    "confidence-ascending": "Least sure prediction first",
    finding: "Worst finding first",
    "file-size-descending": "Largest file first",
    "file-size": "Smallest file first",
    "pixels-descending": "Most pixels first",
    pixels: "Fewest pixels first",
    "brightness-descending": "Brightest first",
    brightness: "Darkest first",
    "sharpness-descending": "Sharpest first",
    sharpness: "Most blurred first",
  },
  anySplit: "All splits",
  splits: { train: "Train", validation: "Validation", test: "Test" },
  split: "Split",
  excludedFilter: "Excluded pictures",
  excludedChoices: {
    no: "Included",
    any: "All",
    only: "Excluded",
  },
  filterClass: (name: string) => `Class: ${name}`,
  filterSplit: (name: string) => `Split: ${name}`,
  filterSearch: (text: string, kind: "images" | "texts") =>
    kind === "texts" ? `Text has "${text}"` : `Name has "${text}"`,
  filterExcludedOnly: "Only excluded",
  filterExcludedAny: "Excluded too",
  filterPredicted: (name: string) => `Predicted: ${name}`,
  filterRight: "Predicted right",
  filterWrong: "Predicted wrong",
  filterConfidence: (least: number, most: number) =>
    `Sure by ${formatPercent(least, 0)} to ${formatPercent(most, 0)}`,
  filterFinding: (title: string) => `Finding: ${title}`,
  filterAttribute: (name: string, value: string) => `${name}: ${value}`,
  filterUnlabelledOnly: "Only without a label",
  filterUnlabelledAny: "Without a label too",
  filterPicked: (count: number, noun: Noun) =>
    `${formatQuantity(count, noun)} picked`,
  moreFilters: "More filters",
  labelled: "Label",
  labelledChoices: {
    yes: "With a label",
    any: "With or without",
    no: "Without a label",
  },
  finding: "Finding of the check-up",
  anyFinding: "Any or none",
  findingOption: (title: string, count: number) =>
    `${title} (${formatCount(count)})`,
  predicted: "Predicted class",
  anyClass: "Any class",
  sureFrom: "Sure from, %",
  sureTo: "to, %",
  attribute: "Attribute",
  noAttribute: "None",
  attributeOption: (name: string, values: number) =>
    `${name} (${formatQuantity(values, "value")})`,
  attributeValues: "Values",
  attributeCount: (value: string, count: number) =>
    `${value} (${formatCount(count)})`,
  correctFilter: "Prediction",
  anyPrediction: "Right or wrong",
  clearFilters: "Clear all",
  shown: (count: number, noun: Noun = "picture") => formatQuantity(count, noun),
  selected: (count: number) => `${formatCount(count)} selected`,
  nothingMatches: (noun: Noun) => `No ${noun} matches`,
  nothingMatchesMessage: "Take a filter away to see more.",
  cardSize: "Size in the grid",

  // Grid
  pictures: "Pictures",
  texts: "Texts",
  picture: (fileName: string, excluded: boolean, doubtful: boolean) =>
    [
      fileName,
      ...(excluded ? ["excluded"] : []),
      ...(doubtful ? ["label in doubt"] : []),
      "",
    ].join(", "),
  splitMark: { validation: "val", test: "test" },
  splitMarkTitle: {
    train: "Training side",
    validation: "Validation side",
    test: "Test side: sealed until the final evaluation",
  },
  doubtful: "The instant baseline doubts this label",
  excluded: "Excluded: takes no part in training or testing",
  wrongPrediction: (name: string) => `Predicted: ${name}`,

  // Acts
  preview: "Preview",
  explain: "Explain",
  labelAs: "Give the class",
  otherClass: "Another class …",
  newClass: "A new class …",
  moreLikeThis: "More like this",
  similar: "Similar pictures",
  similarNone: "Nothing similar was found.",
  similarTo: (place: number, likeness: string) =>
    `Similar picture ${place}, ${likeness} alike: show what looks like it`,
  showSimilar: "Show them in the grid",
  likeName: (name: string) => `Like ${name}`,
  selectAll: (count: number) => `Select all ${formatCount(count)}`,
  selectNone: "Select none",
  findings: "Findings of the check-up",
  attributes: "Attributes",
  unlabelled: "No label yet",
  moveTo: "Move to the split",
  exclude: "Exclude",
  include: "Take in again",
  undo: "Undo",
  redo: "Redo",
  undoThis: (what: string) => `Undo: ${what}`,
  redoThis: (what: string) => `Do again: ${what}`,

  // Inspector
  inspector: (noun: Noun) => `Selected ${noun}`,
  hideInspector: "Hide the inspector",
  showInspector: "Show the inspector",
  inspectorEmpty: (noun: Noun) =>
    `Select a ${noun} to see what is known of it.`,
  label: "Class",
  mixed: "several",
  file: "File",
  path: "Path",
  size: "Size",
  dimensions: (width: number, height: number) => `${width} × ${height} px`,
  format: "Format",
  orientation: "Turned by EXIF",
  orientationValue: (orientation: number) =>
    orientation === 1 ? "no" : `orientation ${orientation}`,
  added: "Added",
  content: "Content (SHA-256)",
  duplicates: "Same content, not taken twice",
  missing: "The file is not where it was. Find its folder again above.",
  predictions: "Predictions",
  noPredictions: "No run has looked at it yet.",
  history: "History",
  noHistory: "Unchanged since it was added.",
  sizeBytes: (bytes: number) => formatBytes(bytes),
  reveal: "Show in folder",
  previous: (noun: Noun) => `Previous ${noun}`,
  next: (noun: Noun) => `Next ${noun}`,

  // Split
  splitBar: "Split of the data",
  splitBorder: (left: string, right: string) =>
    `Border between ${left} and ${right}`,
  splitSettings: "Split settings",
  splitPart: (name: string, share: number, count: number) =>
    `${name} ${formatPercent(share, 0)} · ${formatCount(count)}`,
  splitPartShort: (share: number) => formatPercent(share, 0),

  // Remarks and problems
  remarks: (count: number) => formatQuantity(count, "remark"),
  problems: (count: number) => `${formatQuantity(count, "file")} with remarks`,
  problemsTitle: "Files that were not taken, or taken with a remark",
  problemsMessage:
    "The others were imported. Originals are never changed; mend a file and import the folder again to take it in.",
  problemTaken: "Taken?",
  problemFile: "File",
  problemReason: "What and why",
  skipped: "skipped",
  note: "taken",
  pageOf: (first: number, last: number, total: number) =>
    `${formatCount(first)} to ${formatCount(last)} of ${formatCount(total)}`,
  place: (place: number, total: number) =>
    `${formatCount(place)} of ${formatCount(total)}`,
  nextPage: "Next page",
  previousPage: "Previous page",
  rootLost: (path: string, count: number) =>
    `The folder ${path} with ${formatQuantity(count, "picture")} is not where it was.`,
  findFolder: "Find it again …",

  // Baseline
  baseline: "Instant baseline",
  baselineWhy:
    "A quick classifier on ready-made features, checked on what it has not seen. It says what to expect before training.",
  baselineHow: (folds: number, images: number) =>
    `${folds}-fold cross-validated on ${formatQuantity(images, "example")}; the test part is not touched.`,
  baselineRunning: "Being computed …",
  baselineNone: "Not computed yet.",
  baselineStale: "Labels have changed since.",
  baselineFailed: "It could not be computed.",
  computeBaseline: "Compute",
  computeAgain: "Compute again",
  confusion: "Confusion of the baseline: rows true, columns predicted",
  doubtfulLabels: (count: number) =>
    count === 0
      ? "No label looks doubtful."
      : `View ${formatQuantity(count, "doubtful label")}`,
  map: "Map of the examples",
  mostConfused: "Most confused",
  confusedPair: (truth: string, predicted: string, count: number) =>
    `${truth} → ${predicted} (${formatCount(count)})`,
} as const;
