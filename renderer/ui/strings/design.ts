export const designStrings = {
  title: "Model",
} as const;
