import type { ToneAugmentation } from "./augmentation.ts";
import { tablePerChannel } from "./level-tables.ts";

/** Makes all levels of each channel about equally frequent, as Pillow's `ImageOps.equalize`. */
export const EQUALISE: ToneAugmentation = {
  kind: "tone",
  group: "colour",
  title: "Equalise",
  why: "Makes up for flat and for harsh light; harms where brightness tells the classes apart.",
  parameter: { kind: "amount", maximum: 1, default: 0.2, unit: "chance" },
  draw: (amount, random) => [random.next() < amount ? 1 : 0],
  ends: () => [[0], [1]],
  table: ([happens = 0], levels) => {
    if (happens === 0) return null;
    const histogram = levels.histogram();
    return tablePerChannel((channel, table) =>
      equalise(histogram.subarray(channel * 256, channel * 256 + 256), table),
    );
  },
};

function equalise(counts: Uint32Array, table: Uint8Array): void {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const last = counts.findLast((count) => count > 0) ?? 0;
  const step = Math.floor((total - last) / 255);
  if (step === 0) return;
  let sum = Math.floor(step / 2);
  for (let level = 0; level < 256; level++) {
    table[level] = Math.min(255, Math.floor(sum / step));
    sum += counts[level] as number;
  }
}
