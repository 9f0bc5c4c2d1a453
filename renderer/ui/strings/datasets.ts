export const datasetsStrings = {
  title: "Data",
} as const;
