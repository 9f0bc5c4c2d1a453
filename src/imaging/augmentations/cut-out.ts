import type { PixelAugmentation } from "./augmentation.ts";
import { copyOf } from "./kernel-pixels.ts";

/** In the middle of the range, which most networks see as 0. */
const COVER = 128;

/**
 * Covers a grey square whose centre may lie anywhere, so that it may reach beyond the edge. Terrance DeVries, Graham Taylor, Improved
 * regularization of convolutional neural networks with cutout, 2017, https://arxiv.org/abs/1708.04552. The amount is the square's side.
 */
export const CUT_OUT: PixelAugmentation = {
  kind: "pixels",
  group: "occlusion",
  title: "CutOut",
  why: "Makes the network look at more than one part of the thing.",
  parameter: { kind: "amount", maximum: 0.75, default: 0.25, unit: "share" },
  draw: (amount, random) => [random.next(), random.next(), amount],
  ends: (amount) => [
    [0, 0, amount],
    [0.5, 0.5, amount],
  ],
  change: (pixels, width, height, [x = 0, y = 0, share = 0], into) => {
    const halfWidth = (share * width) / 2;
    const halfHeight = (share * height) / 2;
    const inside = (value: number, size: number) =>
      Math.min(size, Math.max(0, Math.round(value)));
    const from = inside(x * width - halfWidth, width);
    const until = inside(x * width + halfWidth, width);
    const result = copyOf(pixels, into);
    const bottom = inside(y * height + halfHeight, height);
    for (
      let row = inside(y * height - halfHeight, height);
      row < bottom;
      row++
    ) {
      const start = row * width;
      result.fill(COVER, (start + from) * 3, (start + until) * 3);
    }
    return result;
  },
};
