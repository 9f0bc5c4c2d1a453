import type { ToneAugmentation } from "./augmentation.ts";
import { tablePerChannel } from "./level-tables.ts";

/** Stretches each channel from its darkest to its brightest value over the whole range, as Pillow's `ImageOps.autocontrast`. */
export const AUTOCONTRAST: ToneAugmentation = {
  kind: "tone",
  group: "colour",
  title: "Stretch contrast",
  why: "Takes away a veil or a cast of colour from pale pictures.",
  parameter: { kind: "amount", maximum: 1, default: 0.2, unit: "chance" },
  draw: (amount, random) => [random.next() < amount ? 1 : 0],
  ends: () => [[0], [1]],
  table: ([happens = 0], levels) => {
    if (happens === 0) return null;
    const extremes = levels.extremes();
    return tablePerChannel((channel, table) => {
      const { low, high } = extremes[channel] as (typeof extremes)[number];
      stretch(low, high, table);
    });
  },
};

function stretch(low: number, high: number, table: Uint8Array): void {
  if (high <= low) return;
  const scale = 255 / (high - low);
  for (let level = 0; level < 256; level++) {
    const stretched = Math.floor((level - low) * scale);
    table[level] = Math.min(255, Math.max(0, stretched));
  }
}
