export const commonStrings = {
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  add: "Add",
  undo: "Undo",
  redo: "Redo",
  retry: "Try again",
  copy: "Copy",
  copied: "Copied",
  loading: "Loading …",
  messages: "Messages",
  more: "More",
  on: "on",
  off: "off",
  none: "–",
  remove: (name: string) => `Remove ${name}`,
  defaultIs: (value: string) => `Default ${value}`,
  range: (low: string, high: string) => `${low} to ${high}`,
  failed: "That did not work",
  train: "Train",
  validation: "Validation",
  test: "Test",
  noRun: "No run yet",
  reorder: {
    handle: (name: string) => `Move ${name}`,
    role: "movable",
    instructions:
      "Press Space to lift, the arrow keys to move, Space to lay down, Escape to leave it where it was.",
    lifted: (name: string, place: number, all: number) =>
      `${name} is lifted, place ${place} of ${all}.`,
    moved: (name: string, place: number, all: number) =>
      `${name} is at place ${place} of ${all}.`,
    laidDown: (name: string, place: number, all: number) =>
      `${name} is laid down at place ${place} of ${all}.`,
    given: (name: string) => `${name} stays where it was.`,
  },
} as const;
