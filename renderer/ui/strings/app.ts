import { formatDuration, formatRate } from "#renderer/ui/format.ts";

export const appStrings = {
  name: "Convolve",
  steps: "Steps",
  skipToContent: "Skip to the content",
  start: "Start",

  state: {
    empty: "nothing here yet",
    ready: "ready",
    done: "done",
    running: (percent: number | null) =>
      percent === null ? "running" : `running, ${percent}\u00a0%`,
    attention: (count: number) =>
      count === 1
        ? "1 thing needs attention"
        : `${count} things need attention`,
  },

  noProject: "No project is open",
  noProjectMessage:
    "This step works on a project. Drop a folder of labelled pictures anywhere in this window, or go to the start screen to open a project or the sample set.",
  goToStart: "Go to the start screen",
  noModel: "No trained model yet",
  noModelMessage:
    "This step looks at a trained model. Training one on your pictures takes a few minutes at most.",
  modelOnTheWay: "The model is on its way",
  modelOnTheWayMessage: (name: string) =>
    `"${name}" has not written its first epoch. This screen fills as soon as it has.`,
  goToTrain: "Go to Train",
  readOnly: "read only",
  newProject: "New project …",
  openProject: "Open project …",
  closeProject: "Close project",
  importFolder: "Import folder …",
  showInFolder: "Show in folder",
  openRecent: "Open recent",

  runsMenu: "Run that the screens speak of",
  noRuns: "No runs yet",
  trainFirst: "Train a first model",
  runAccuracy: (percent: string) => `validation ${percent}`,

  deviceChip: "What computes",
  noDevice: "Looking …",
  devicesUnknown: "Devices unknown",
  deviceMore: "All devices",
  deviceAtWork: (title: string, provider: string) =>
    `At work: ${title}, by ${provider}`,

  palette: "Command palette",
  paletteHint: "Commands, runs, classes, projects",
  paletteEmpty: "Nothing of that name.",
  paletteGroups: {
    go: "Go to",
    act: "Do",
    runs: "Runs",
    classes: "Classes",
    projects: "Projects",
  },

  theme: "Theme",
  themes: { system: "As the system", light: "Light", dark: "Dark" },

  shortcuts: "Keyboard shortcuts",
  shortcutGroups: {
    everywhere: "Everywhere",
    pictures: "In the pictures of the Data screen",
  },
  pictureShortcuts: [
    ["Arrows", "Move; with Shift select as you go"],
    ["Space", "Preview large"],
    ["1 … 9, 0, letters", "Give the class of that key"],
    ["Delete", "Exclude, or take in again"],
    ["mod+a", "Select all"],
    ["Escape", "Select nothing"],
    ["Home, End, Page Up, Page Down", "Go far"],
  ],

  undo: "Undo",
  redo: "Redo",
  undone: (what: string) => `Undone: ${what}`,
  redone: (what: string) => `Done again: ${what}`,
  nothingToUndo: "There is nothing to undo.",
  nothingToRedo: "There is nothing to do again.",

  jobs: "Jobs",
  jobStatus: {
    waiting: "waiting",
    running: "running",
    paused: "paused",
    finished: "finished",
    cancelled: "cancelled",
    failed: "failed",
  },
  pause: "Pause",
  resume: "Go on",
  cancelJob: "Cancel",
  stopAndKeepBest: "Stop and keep the best",
  showLog: "Log",
  logOf: (title: string) => `Log: ${title}`,
  logEmpty: "Nothing was written yet.",
  dismiss: "Take off the list",
  showAllJobs: (count: number) => `Show ${count} more`,
  showFewerJobs: "Show fewer",
  jobFinished: (title: string) => `${title}: finished`,
  jobFailed: (title: string) => `${title}: failed`,
  timeLeft: (seconds: number) => `${formatDuration(seconds)} left`,
  rate: (rate: number, unit: string) => formatRate(rate, unit),
  uploading: (name: string) => `Sending ${name} to the engine`,
  uploadUnit: "files",

  dropTitle: "Drop to import",
  dropMessage:
    "A folder that holds one folder of pictures for each class, an archive of one, or a list of pictures. You see what was recognised before anything is imported.",
  dropNotAFolder: "Drop a folder",
  dropNotAFolderMessage:
    "What was dropped holds no folder of pictures. Drop the folder that holds one folder for each class; single pictures can be tried on the Try screen.",
  readingFolder: (name: string) => `Reading the folder ${name} …`,
  dropEmptyMessage: (name: string) =>
    `The folder "${name}" holds no files. Drop a folder that holds one folder of pictures for each class.`,
  importFailed: "The import did not start",

  lost: "The engine does not answer",
  lostMessage: "Connecting again …",
  crashed: "This screen failed",
  crashedMessage:
    "Something in the studio itself went wrong. Your project is safe: the engine keeps it. The message is below.",
  notFound: "There is nothing at this address",
  notFoundMessage: "The link may be of another version of the studio.",
} as const;
