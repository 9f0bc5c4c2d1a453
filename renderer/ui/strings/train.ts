export const trainStrings = {
  title: "Train",
} as const;
