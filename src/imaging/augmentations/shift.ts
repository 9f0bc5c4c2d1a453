import type { GeometricAugmentation } from "./augmentation.ts";

/** Moves by a share of width and of height, each uniform in ± amount. */
export const SHIFT: GeometricAugmentation = {
  kind: "geometric",
  title: "Shift",
  why: "The thing need not be in the middle of the picture.",
  parameter: { kind: "amount", maximum: 0.5, default: 0.1, unit: "share" },
  draw: (amount, random) => [
    random.uniform(-amount, amount),
    random.uniform(-amount, amount),
  ],
  matrix: ([x = 0, y = 0], { width, height }) => [
    1,
    0,
    x * width,
    0,
    1,
    y * height,
  ],
};
