import type { GeometricAugmentation } from "./augmentation.ts";

/** Mirrors left and right in half of the draws, as Keras's and torchvision's RandomHorizontalFlip. */
export const HORIZONTAL_FLIP: GeometricAugmentation = {
  kind: "geometric",
  group: "geometry",
  title: "Flip left to right",
  why: "Most things look as natural mirrored; leave it off for text, signs and hands.",
  parameter: { kind: "switch" },
  draw: (_amount, random) => [random.next() < 0.5 ? -1 : 1],
  ends: () => [[1], [-1]],
  matrix: ([side = 1]) => [side, 0, 0, 0, 1, 0],
};
