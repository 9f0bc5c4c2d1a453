export const augmentStrings = {
  title: "Augmentation",
} as const;
