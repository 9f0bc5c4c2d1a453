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
  needs: "extremes",
  table: ([happens = 0], histogram) =>
    happens === 0 ? null : tablePerChannel(histogram, stretch),
};

function stretch(counts: Uint32Array, table: Uint8Array): void {
  const isThere = (count: number) => count > 0;
  const low = counts.findIndex(isThere);
  const high = counts.findLastIndex(isThere);
  if (high <= low) return;
  const scale = 255 / (high - low);
  for (let level = 0; level < 256; level++) {
    const stretched = Math.floor((level - low) * scale);
    table[level] = Math.min(255, Math.max(0, stretched));
  }
}
