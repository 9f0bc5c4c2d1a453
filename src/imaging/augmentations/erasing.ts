import type { PixelAugmentation } from "./augmentation.ts";
import { drawSeed, noiseBits } from "./counter-noise.ts";
import { copyOf } from "./kernel-pixels.ts";

/** What the paper found best. */
const CHANCE = 0.5;
const SMALLEST_AREA = 0.02;
const ASPECT = 1 / 0.3;
const TRIES = 10;

/**
 * In half of the pictures covers a rectangle with random colours: area from 2 % to amount, aspect ratio from 0.3 to 3.3. Zhun Zhong and others,
 * Random erasing data augmentation, 2017, https://arxiv.org/abs/1708.04896 (RE-R).
 */
export const ERASING: PixelAugmentation = {
  kind: "pixels",
  group: "occlusion",
  title: "Random erasing",
  why: "Things are often half covered; harms where a small detail tells the classes apart.",
  parameter: { kind: "amount", maximum: 0.5, default: 0.2, unit: "share" },
  draw: (amount, random) => {
    const tries = amount > 0 && random.next() < CHANCE ? TRIES : 0;
    for (let attempt = 0; attempt < tries; attempt++) {
      const area = random.uniform(Math.min(SMALLEST_AREA, amount), amount);
      const aspect = Math.exp(
        random.uniform(-Math.log(ASPECT), Math.log(ASPECT)),
      );
      const width = Math.sqrt(area * aspect);
      const height = Math.sqrt(area / aspect);
      if (width >= 1 || height >= 1) continue;
      const left = random.uniform(0, 1 - width);
      const top = random.uniform(0, 1 - height);
      return [left, top, width, height, drawSeed(random)];
    }
    return [0, 0, 0, 0, 0];
  },
  ends: (amount) => {
    const side = Math.sqrt(amount);
    const small = Math.sqrt(Math.min(SMALLEST_AREA, amount));
    return [
      [0.5 - small / 2, 0.5 - small / 2, small, small, 1],
      [0.5 - side / 2, 0.5 - side / 2, side, side, 1],
    ];
  },
  change: (pixels, width, height, drawn, into) => {
    const [left = 0, top = 0, w = 0, h = 0, seed = 0] = drawn;
    const fromX = Math.round(left * width);
    const untilX = Math.round((left + w) * width);
    const fromY = Math.round(top * height);
    const untilY = Math.round((top + h) * height);
    if (untilX <= fromX || untilY <= fromY) return pixels;
    const result = copyOf(pixels, into);
    for (let y = fromY; y < untilY; y++) {
      for (let x = fromX; x < untilX; x++) {
        const at = (y * width + x) * 3;
        const bits = noiseBits(seed, y * width + x);
        result[at] = bits & 0xff;
        result[at + 1] = (bits >>> 8) & 0xff;
        result[at + 2] = (bits >>> 16) & 0xff;
      }
    }
    return result;
  },
};
