import type { GeometricAugmentation } from "./augmentation.ts";

/**
 * Slants sideways: a vertical line leans by an angle uniform in ± amount, the middle row stays. Policies also slant up and down, and about
 * the upper left corner: then an angle of the horizontal line, and where the point that stays is, in half sides from the centre.
 */
export const SHEAR: GeometricAugmentation = {
  kind: "geometric",
  group: "geometry",
  title: "Shear",
  why: "Imitates a camera that looks from the side; small angles are enough.",
  parameter: { kind: "amount", maximum: 45, default: 5, unit: "degrees" },
  draw: (amount, random) => [random.uniform(-amount, amount)],
  ends: (amount) => [[-amount], [amount]],
  matrix: ([degrees = 0, downwards = 0, still = 0], { width, height }) => {
    const across = Math.tan((degrees * Math.PI) / 180);
    const down = Math.tan((downwards * Math.PI) / 180);
    return [
      1,
      across,
      (-across * still * height) / 2 || 0,
      down,
      1,
      (-down * still * width) / 2 || 0,
    ];
  },
};
