export const evaluateStrings = {
  title: "Evaluate",
  subtitle: (run: string) => `How good ${run} really is`,
  notYet: "Not evaluated yet",
  notYetText:
    "The test examples are still sealed: the network has never seen them. Evaluating uses them once to say how good it really is.",
  start: "Evaluate on the test set",
  again: "Evaluate again",
  running: "Evaluating …",
  failedTitle: "The evaluation could not be read.",

  headline: "Accuracy",
  right: (percent: string) => `${percent} right`,
  onPictures: (pictures: string) => `On ${pictures} it has never seen. With`,
  between: (low: string, high: string) => `between ${low} and ${high}.`,
  intervalLabel: (value: string, low: string, high: string) =>
    `Accuracy ${value}, 95\u00a0% confidence interval ${low} to ${high}`,
  intervalTerm:
    "Wilson's interval: with other examples of the same kind the accuracy would lie in here 95 times of 100.",
  confidence: "95\u00a0% confidence",
  split: { train: "training", validation: "validation", test: "test" },
  crossValidated: "Cross-validated",
  crossValidation: (
    value: string,
    low: string,
    high: string,
    pictures: string,
    folds: number,
  ) => `${value} (${low} to ${high}) over ${pictures} in ${folds} rounds.`,
  crossValidationTerm:
    "Each example is once left out of training and then asked for: every example counts as a test. The sentence below says what was trained for it.",
  figures: {
    top5: "Among the first five",
    macroF1: "F1, all classes alike",
    macroPrecision: "Precision, all classes alike",
    macroRecall: "Recall, all classes alike",
    weightedF1: "F1, by examples",
    loss: "Loss",
    calibrationError: "Calibration error",
  },

  confusion: "What is taken for what",
  confusionLabel:
    "Confusion matrix: rows are true classes, columns predicted ones. Arrow keys move, Enter opens the examples of a cell.",
  trueClass: "True class",
  predictedClass: "Predicted class",
  counts: "Counts",
  percent: "Per cent",
  show: "Show",
  order: "Order",
  orders: {
    given: "As in the data",
    name: "By name",
    errors: "Most mistakes first",
    similarity: "Confused side by side",
  },
  cell: (
    trueName: string,
    predictedName: string,
    count: number,
    total: number,
    percent: string,
  ) =>
    trueName === predictedName
      ? `${trueName}: ${count} of ${total} right, ${percent}`
      : `${trueName} taken for ${predictedName}: ${count} of ${total}, ${percent}`,
  cellTitle: (trueName: string, predictedName: string) =>
    trueName === predictedName
      ? `${trueName}, right`
      : `${trueName} taken for ${predictedName}`,
  chooseCell: "Choose a cell to see its examples.",
  emptyCell: "No example here.",
  largest: "Largest confusions",
  noConfusions: "None: every example is right.",
  confusionLine: (trueName: string, predictedName: string) =>
    `${trueName} → ${predictedName}`,

  perClass: "Class by class",
  class: "Class",
  precision: "Precision",
  precisionTerm: "Of the examples called this class, the share that is.",
  recall: "Recall",
  recallTerm: "Of the examples of this class, the share that was found.",
  f1: "F1",
  f1Term: "One figure for precision and recall: their harmonic mean.",
  pictures: "Examples",

  calibration: "Can its confidence be believed?",
  calibrationText: (error: string) =>
    `Of the examples about which it is 80\u00a0% sure, 80\u00a0% should be right: points on the dashed line. The mean distance is ${error}.`,
  reliability: "Accuracy over confidence",
  confidenceAxis: "Confidence",
  accuracyAxis: "Accuracy",
  bin: (confidence: string, accuracy: string, count: number) =>
    `${confidence} sure, ${accuracy} right, ${count} examples`,
  table: "Show as a table",

  mistakes: "Most confident mistakes",
  mistakesText:
    "Where it is wrong and sure. Often the label is at fault, or something in the background speaks louder than the thing.",
  noMistakes: "It made no mistake on these examples.",
  truth: (trueName: string) => `is ${trueName}`,
  pictureName: (
    file: string,
    trueName: string,
    predictedName: string,
    sure: string,
  ) => `${file}: ${trueName}, predicted ${predictedName}, ${sure} sure`,
  more: (rest: string) => `Show more (${rest})`,
  loadingPictures: "Fetching them …",

  compare: "Against another run",
  compareWith: "Compare with",
  noOther:
    "Train and evaluate another run to see what it fixes and what it breaks.",
  chooseRun: "Choose a run",
  fixed: (count: string) => `${count} fixed`,
  fixedText: (first: string) => `Right here, wrong in ${first}`,
  broke: (count: string) => `${count} broke`,
  brokeText: (first: string) => `Wrong here, right in ${first}`,
  compared: (pictures: string) => `Both runs saw the same ${pictures}.`,
  comparedPicture: (id: number) => `Example ${id}`,
} as const;
