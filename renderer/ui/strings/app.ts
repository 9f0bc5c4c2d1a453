export const appStrings = {
  name: "Convolve",
} as const;
