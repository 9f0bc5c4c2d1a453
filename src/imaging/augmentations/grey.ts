import type { ColourAugmentation } from "./augmentation.ts";
import { IDENTITY_COLOUR, LUMA } from "./colour-matrix.ts";

/** Takes all colour from the pictures that it happens to, as torchvision's RandomGrayscale. */
export const GREY: ColourAugmentation = {
  kind: "colour",
  group: "colour",
  title: "Grey",
  why: "So that shape counts too; harms where colour tells the classes apart.",
  parameter: { kind: "amount", maximum: 1, default: 0.2, unit: "chance" },
  draw: (amount, random) => [random.next() < amount ? 1 : 0],
  ends: () => [[0], [1]],
  matrix: ([happens = 0]) =>
    happens === 0 ? IDENTITY_COLOUR : [...LUMA, 0, ...LUMA, 0, ...LUMA, 0],
};
