import type { PixelAugmentation } from "./augmentation.ts";

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
  change: (pixels, width, height, [factor = 1]) =>
    factor === 1 || width < 3 || height < 3
      ? pixels
      : sharpen(pixels, width, height, factor),
};

function sharpen(
  pixels: Uint8Array,
  width: number,
  height: number,
  factor: number,
): Uint8Array {
  const result = new Uint8ClampedArray(pixels);
  const rowLength = width * 3;
  const columns = new Uint16Array(rowLength);
  const rest = 1 - factor;
  // The half that truncating does not add: Pillow cuts off what is behind the point.
  const half = -0.4999;
  for (let y = 1; y < height - 1; y++) {
    const row = y * rowLength;
    for (let i = 0; i < rowLength; i++) {
      const at = row + i;
      columns[i] =
        (pixels[at - rowLength] as number) +
        (pixels[at] as number) +
        (pixels[at + rowLength] as number);
    }
    for (let i = 3; i < rowLength - 3; i++) {
      const own = pixels[row + i] as number;
      const sum =
        (columns[i - 3] as number) +
        (columns[i] as number) +
        (columns[i + 3] as number) +
        4 * own;
      const smooth = ((sum + 6.5) / 13) | 0;
      result[row + i] = smooth * rest + own * factor + half;
    }
  }
  return new Uint8Array(result.buffer);
}
