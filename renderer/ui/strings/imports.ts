import {
  formatBytes,
  formatCount,
  formatQuantity,
} from "#renderer/ui/format.ts";

export const importsStrings = {
  chooseTitle: "Import pictures",
  chooseMessage:
    "Choose the folder that holds one folder of pictures for each class. Next you see what was recognised, before anything is imported.",
  goOn: "Look into it",
  chooseFolder: "Choose a folder …",
  sendFolder: "Send a folder from this computer …",
  sendFile: "Send an archive or a table …",
  sendWhy:
    "What is sent is copied into the project. ZIP, TAR, CSV, TSV and JSON Lines are understood.",
  hereAre: (pictures: number, folders: number) =>
    `In here: ${formatQuantity(folders, "folder")}, ${formatQuantity(pictures, "picture")} directly`,

  planTitle: (name: string) => `Import “${name}”`,
  looking: "Looking through it …",
  sending: "Sending the files",
  sent: (files: number, totalFiles: number, bytes: number) =>
    `${formatCount(files)} of ${formatQuantity(totalFiles, "file")}, ${formatBytes(bytes)}`,
  labelled: (count: number, classes: number, noun: string) =>
    `${formatQuantity(count, noun)} in ${formatQuantity(classes, "class", "classes")}`,
  unlabelled: (count: number) => `${formatCount(count)} to be labelled`,
  skippedCount: (count: number) => `${formatCount(count)} left out`,
  splits: (names: readonly string[]) =>
    names.length === 0
      ? "No splits are given; they are drawn at random"
      : `Splits given: ${names.join(", ")}`,
  splitNames: { train: "training", validation: "validation", test: "test" },
  classes: "Classes",
  allClasses: (count: number) =>
    `Show all ${formatQuantity(count, "class", "classes")}`,
  moreClasses: (count: number) =>
    `and ${formatQuantity(count, "class", "classes")} more`,
  readings: "Where the classes come from",
  attributes: "Kept with each picture",
  attribute: (name: string, examples: readonly string[]) =>
    `${name} (${examples.join(", ")})`,
  skipped: "What is left out",
  examples: (paths: readonly string[], count: number) =>
    `${paths.join(", ")}${count > paths.length ? " …" : ""}`,
  incomplete:
    "There is so much that only its beginning was counted. The import takes all of it.",
  unpacks: "Its pictures are unpacked into the project.",
  copyIn: "Copy the pictures into the project",
  copyInWhy:
    "Unless they are copied, the pictures stay where they are and only their place is remembered. Originals are never changed.",
  start: "Import",

  relinkTitle: "Where is the folder now?",
  relinkMessage:
    "Choose the folder in its new place. All its pictures are found in one go, by path first and then by content.",
  relinked: (found: number, missing: number) =>
    missing === 0
      ? `All ${formatQuantity(found, "picture")} found again`
      : `${formatQuantity(found, "picture")} found again, ${formatCount(missing)} still missing`,
  relink: "Find it",
} as const;
