export const exportStrings = {
  title: "Export",
} as const;
