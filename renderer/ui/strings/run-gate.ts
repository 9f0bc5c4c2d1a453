export const runGateStrings = {
  noRun: "No trained model yet",
  noRunText:
    "This step speaks of a trained model. Train one: with the recipe that is proposed it takes a few minutes.",
  toTrain: "Go to Train",
  noPicturesText:
    "This step speaks of a trained model, and training needs pictures. Drop a folder of class folders on the window, or add one on the Data screen.",
  toData: "Go to Data",
  notReady: (name: string) => `${name} has no model yet`,
  notReadyText:
    "Its first epoch is not over. You can watch it on the Train screen.",
  watch: "Watch it train",
} as const;
