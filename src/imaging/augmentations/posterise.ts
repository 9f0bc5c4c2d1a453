import type { ToneAugmentation } from "./augmentation.ts";
import { sameTable } from "./level-tables.ts";

/** Keeps only the upper bits of each value: 8 less up to amount, as Pillow's `ImageOps.posterize`. */
export const POSTERISE: ToneAugmentation = {
  kind: "tone",
  group: "colour",
  title: "Posterise",
  why: "Fewer shades, as in poor prints and old cameras.",
  parameter: { kind: "amount", maximum: 7, default: 4, unit: "bits" },
  draw: (amount, random) => [8 - random.integer(Math.round(amount) + 1)],
  ends: (amount) => [[8], [8 - Math.round(amount)]],
  table: ([bits = 8]) =>
    bits >= 8 ? null : sameTable((value) => value & (0xff << (8 - bits))),
};
