export const projectsStrings = {
  title: "Start",
} as const;
