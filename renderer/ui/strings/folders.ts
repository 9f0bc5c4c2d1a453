export const foldersStrings = {
  browser: "Folders of the engine's machine",
  places: "Places",
  path: "Path",
  go: "Open",
  up: "Up",
  empty: "No folders in here.",
  project: "project",
  unreadable: "This folder cannot be read.",
} as const;
