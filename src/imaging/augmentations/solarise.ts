import type { ToneAugmentation } from "./augmentation.ts";
import { sameTable } from "./level-tables.ts";

/** Inverts values from a threshold on, which is uniform from 1 − amount to 1 of the brightest, as Pillow's `ImageOps.solarize`. */
export const SOLARISE: ToneAugmentation = {
  kind: "tone",
  group: "colour",
  title: "Solarise",
  why: "Turns light parts dark; a strong change that some policies found useful.",
  parameter: { kind: "amount", maximum: 1, default: 0.3, unit: "share" },
  draw: (amount, random) => [256 * random.uniform(1 - amount, 1)],
  ends: (amount) => [[256], [256 * (1 - amount)]],
  table: ([threshold = 256]) =>
    threshold > 255
      ? null
      : sameTable((value) => (value < threshold ? value : 255 - value)),
};
