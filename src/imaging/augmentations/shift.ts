import type { GeometricAugmentation } from "./augmentation.ts";

/** Moves by a share of width and of height, each uniform in ± amount. Policies also move by pixels, the third and fourth number. */
export const SHIFT: GeometricAugmentation = {
  kind: "geometric",
  group: "geometry",
  title: "Shift",
  why: "The thing need not be in the middle of the picture.",
  parameter: { kind: "amount", maximum: 0.5, default: 0.1, unit: "share" },
  draw: (amount, random) => [
    random.uniform(-amount, amount),
    random.uniform(-amount, amount),
  ],
  ends: (amount) => [
    [-amount, -amount],
    [amount, amount],
  ],
  matrix: ([x = 0, y = 0, right = 0, down = 0], { width, height }) => [
    1,
    0,
    x * width + right,
    0,
    1,
    y * height + down,
  ],
};
