import type { ColourAugmentation } from "./augmentation.ts";
import { IDENTITY_COLOUR } from "./colour-matrix.ts";

/** Turns pictures to their negatives, as torchvision's RandomInvert. */
export const INVERT: ColourAugmentation = {
  kind: "colour",
  group: "colour",
  title: "Negative",
  why: "For drawings and writing, light on dark and dark on light; seldom for photographs.",
  parameter: { kind: "amount", maximum: 1, default: 0.2, unit: "chance" },
  draw: (amount, random) => [random.next() < amount ? 1 : 0],
  ends: () => [[0], [1]],
  matrix: ([happens = 0]) =>
    happens === 0
      ? IDENTITY_COLOUR
      : [-1, 0, 0, 255, 0, -1, 0, 255, 0, 0, -1, 255],
};
