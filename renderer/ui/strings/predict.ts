export const predictStrings = {
  title: "Try",
} as const;
