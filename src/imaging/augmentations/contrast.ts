import type { ColourAugmentation } from "./augmentation.ts";
import { lumaOf } from "./colour-matrix.ts";

/** Spreads colours about the picture's mean grey by a factor uniform in 1 ± amount, as torchvision's `adjust_contrast`. */
export const CONTRAST: ColourAugmentation = {
  kind: "colour",
  group: "colour",
  title: "Contrast",
  why: "Mist, flash and other cameras change contrast without changing what is shown.",
  parameter: { kind: "amount", maximum: 1, default: 0.2, unit: "share" },
  draw: (amount, random) => [random.uniform(1 - amount, 1 + amount)],
  ends: (amount) => [[1 - amount], [1 + amount]],
  matrix: ([factor = 1], mean) => {
    const rest = (1 - factor) * lumaOf(mean);
    return [factor, 0, 0, rest, 0, factor, 0, rest, 0, 0, factor, rest];
  },
};
