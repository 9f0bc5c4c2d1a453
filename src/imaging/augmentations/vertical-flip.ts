import type { GeometricAugmentation } from "./augmentation.ts";

/** Mirrors top and bottom in half of the draws. */
export const VERTICAL_FLIP: GeometricAugmentation = {
  kind: "geometric",
  group: "geometry",
  title: "Flip top to bottom",
  why: "For pictures without an up and a down: from above, under a microscope, of the sky.",
  parameter: { kind: "switch" },
  draw: (_amount, random) => [random.next() < 0.5 ? -1 : 1],
  ends: () => [[1], [-1]],
  matrix: ([side = 1]) => [1, 0, 0, 0, side, 0],
};
