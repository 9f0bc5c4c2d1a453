export const evaluateStrings = {
  title: "Evaluate",
} as const;
