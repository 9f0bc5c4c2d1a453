export const settingsStrings = {
  title: "Settings",
} as const;
