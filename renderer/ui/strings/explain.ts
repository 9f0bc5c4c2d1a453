export const explainStrings = {
  title: "Explain",
} as const;
