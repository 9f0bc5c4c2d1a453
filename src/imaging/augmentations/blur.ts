import { kernels } from "#engine/imaging/picture-kernels.ts";
import { TAP_BITS } from "#engine/imaging/weigh-taps-kernel.ts";

import type { PixelAugmentation } from "./augmentation.ts";
import { gaussianKernel, reflected } from "./gaussian-kernel.ts";
import { takeOut } from "./kernel-pixels.ts";

/** Below this nothing would change. */
const LEAST_SIGMA = 0.1;

/**
 * Convolves with a Gaussian of a standard deviation uniform from 0 to amount, in pixels of the network's input, the edges mirrored, as
 * torchvision's GaussianBlur; two passes, each rounded to whole levels.
 */
export const BLUR: PixelAugmentation = {
  kind: "pixels",
  group: "degradation",
  title: "Blur",
  why: "Pictures out of focus; harms where the texture is fine.",
  parameter: { kind: "amount", maximum: 5, default: 1, unit: "pixels" },
  draw: (amount, random) => [random.uniform(0, amount)],
  ends: (amount) => [[0], [amount]],
  change: (pixels, width, height, [sigma = 0], into) =>
    sigma < LEAST_SIGMA ? pixels : blur(pixels, width, height, sigma, into),
};

function blur(
  pixels: Uint8Array,
  width: number,
  height: number,
  sigma: number,
  into: Uint8Array | undefined,
): Uint8Array {
  const weights = wholeWeights(gaussianKernel(sigma));
  const radius = (weights.length - 1) / 2;
  const rowLength = width * 3;
  const wideLength = (width + 2 * radius) * 3;
  const wideSize = wideLength * height;
  kernels.clear();
  const taps = kernels.allocate(weights.byteLength);
  const wide = kernels.allocate(wideSize);
  const across = kernels.allocate((height + 2 * radius) * rowLength);
  const done = kernels.allocate(height * rowLength);
  const { bytes, run } = kernels;
  bytes.set(new Uint8Array(weights.buffer), taps);
  const tapsEnd = taps + weights.byteLength;
  for (let y = 0; y < height; y++) {
    const row = pixels.subarray(y * rowLength, (y + 1) * rowLength);
    const to = wide + y * wideLength;
    bytes.set(row, to + radius * 3);
    for (let i = 0; i < radius; i++) {
      const left = reflected(i - radius, width) * 3;
      const right = reflected(width + i, width) * 3;
      const beyond = to + (radius + width + i) * 3;
      for (let c = 0; c < 3; c++) {
        bytes[to + i * 3 + c] = row[left + c] as number;
        bytes[beyond + c] = row[right + c] as number;
      }
    }
    const target = across + (y + radius) * rowLength;
    run.weighTaps(to, 3, target, rowLength, taps, tapsEnd);
  }
  const rowAt = (y: number) => across + (y + radius) * rowLength;
  // A row's last vector reaches beyond its end, so the mirrored rows come when all are there.
  for (let i = 1; i <= radius; i++) {
    for (const [y, source] of [
      [-i, reflected(-i, height)],
      [height - 1 + i, reflected(height - 1 + i, height)],
    ] as const) {
      const from = rowAt(source);
      bytes.copyWithin(rowAt(y), from, from + rowLength);
    }
  }
  run.weighTaps(across, rowLength, done, height * rowLength, taps, tapsEnd);
  return takeOut(done, height * rowLength, into);
}

/** Whole weights that sum to one exactly: what rounding leaves goes to the middle. */
function wholeWeights(kernel: Float64Array): Int32Array<ArrayBuffer> {
  const one = 2 ** TAP_BITS;
  const weights = Int32Array.from(kernel, (weight) => Math.round(weight * one));
  const middle = (weights.length - 1) / 2;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  weights[middle] = (weights[middle] as number) + one - sum;
  return weights;
}
