import type { ColourAugmentation } from "./augmentation.ts";

/** Multiplies every channel by a factor uniform in 1 ± amount, as torchvision's `adjust_brightness`. */
export const BRIGHTNESS: ColourAugmentation = {
  kind: "colour",
  group: "colour",
  title: "Brightness",
  why: "Light differs by hour and weather; harms where brightness itself tells the classes apart.",
  parameter: { kind: "amount", maximum: 1, default: 0.2, unit: "share" },
  draw: (amount, random) => [random.uniform(1 - amount, 1 + amount)],
  ends: (amount) => [[1 - amount], [1 + amount]],
  matrix: ([factor = 1]) => [factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, factor, 0],
};
