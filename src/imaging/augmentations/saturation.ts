import type { ColourAugmentation } from "./augmentation.ts";
import { LUMA } from "./colour-matrix.ts";

/** Moves each pixel from (0) or away (above 1) its own grey by a factor uniform in 1 ± amount, as torchvision's `adjust_saturation`. */
export const SATURATION: ColourAugmentation = {
  kind: "colour",
  group: "colour",
  title: "Saturation",
  why: "Cameras differ in how vivid they show colours.",
  parameter: { kind: "amount", maximum: 1, default: 0.2, unit: "share" },
  draw: (amount, random) => [random.uniform(1 - amount, 1 + amount)],
  ends: (amount) => [[1 - amount], [1 + amount]],
  matrix: ([factor = 1]) => {
    const [r, g, b] = LUMA.map((weight) => weight * (1 - factor)) as [
      number,
      number,
      number,
    ];
    return [r + factor, g, b, 0, r, g + factor, b, 0, r, g, b + factor, 0];
  },
};
