import { kernels } from "#engine/imaging/picture-kernels.ts";

import type { PixelAugmentation } from "./augmentation.ts";
import { putNumbers, throughKernels } from "./kernel-pixels.ts";

/**
 * Blends with a smoothed picture (3 × 3, the middle weighs 5 and the others 1 of 13; the outermost pixels stay) by a factor uniform in
 * 1 ± amount: below 1 is softer, above 1 sharper. As Pillow's `ImageEnhance.Sharpness`.
 */
export const SHARPNESS: PixelAugmentation = {
  kind: "pixels",
  group: "degradation",
  title: "Sharpness",
  why: "Cameras sharpen differently, and hands shake a little.",
  parameter: { kind: "amount", maximum: 1, default: 0.5, unit: "share" },
  draw: (amount, random) => [random.uniform(1 - amount, 1 + amount)],
  ends: (amount) => [[1 - amount], [1 + amount]],
  change: (pixels, width, height, [factor = 1], into) =>
    factor === 1 || width < 3 || height < 3
      ? pixels
      : sharpen(pixels, width, height, { factor, into }),
};

function sharpen(
  pixels: Uint8Array,
  width: number,
  height: number,
  { factor, into }: { factor: number; into: Uint8Array | undefined },
): Uint8Array {
  const rowLength = width * 3;
  // The last: the half that truncating does not add: Pillow cuts off what is behind the point.
  const factors = [1 - factor, factor, 6.5, 1 / 13, -0.4999];
  return throughKernels(pixels, into, (from, to) => {
    const numbers = putNumbers(Float32Array.from(factors));
    const { bytes, run } = kernels;
    const keep = (at: number, length: number) =>
      bytes.copyWithin(to + at, from + at, from + at + length);
    const start = rowLength + 3;
    const count = (height - 2) * rowLength - 6;
    run.sharpen(from + start, rowLength, to + start, count, numbers);
    keep(0, start);
    // From the last pixel of each row to the first one of the next.
    for (let y = 2; y < height - 1; y++) keep(y * rowLength - 3, 6);
    keep((height - 1) * rowLength - 3, rowLength + 3);
    return to;
  });
}
