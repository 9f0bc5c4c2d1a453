import type { GeometricAugmentation } from "./augmentation.ts";

/** Slants sideways: a vertical line leans by an angle uniform in ± amount, the middle row stays. */
export const SHEAR: GeometricAugmentation = {
  kind: "geometric",
  title: "Shear",
  why: "Imitates a camera that looks from the side; small angles are enough.",
  parameter: { kind: "amount", maximum: 45, default: 5, unit: "degrees" },
  draw: (amount, random) => [random.uniform(-amount, amount)],
  matrix: ([degrees = 0]) => [
    1,
    Math.tan((degrees * Math.PI) / 180),
    0,
    0,
    1,
    0,
  ],
};
