import type { GeometricAugmentation } from "./augmentation.ts";

/** Enlarges or shrinks both sides by one factor, uniform in 1 ± amount. */
export const ZOOM: GeometricAugmentation = {
  kind: "geometric",
  group: "geometry",
  title: "Zoom",
  why: "The thing may be nearer or farther away than in your pictures.",
  parameter: { kind: "amount", maximum: 0.9, default: 0.15, unit: "share" },
  draw: (amount, random) => [random.uniform(1 - amount, 1 + amount)],
  ends: (amount) => [[1 - amount], [1 + amount]],
  matrix: ([factor = 1]) => [factor, 0, 0, 0, factor, 0],
};
