import { kernels } from "#engine/imaging/picture-kernels.ts";

import type { PixelAugmentation } from "./augmentation.ts";
import {
  drawSeed,
  noiseBits,
  NORMAL_LEVELS,
  NORMAL_QUANTILES,
} from "./counter-noise.ts";
import { putNumbers, throughKernels } from "./kernel-pixels.ts";

/** What is drawn: a standard deviation from 0 to amount, and the seed of the noise. */
const DEVIATION_AND_SEED = {
  draw: (amount, random) => [random.uniform(0, amount), drawSeed(random)],
  ends: (amount) => [
    [0, 1],
    [amount, 1],
  ],
} satisfies Partial<PixelAugmentation>;

/**
 * Adds to every value a normal number of its own, with a standard deviation uniform from 0 to amount of the whole range, as torchvision's
 * GaussianNoise.
 */
export const NOISE: PixelAugmentation = {
  kind: "pixels",
  group: "degradation",
  title: "Noise",
  why: "Cheap sensors and transmission; harms where the texture is fine.",
  parameter: { kind: "amount", maximum: 0.3, default: 0.05, unit: "share" },
  ...DEVIATION_AND_SEED,
  change: (pixels, _width, _height, [deviation = 0, seed = 0], into) => {
    if (deviation === 0) return pixels;
    const levels = Int16Array.from(NORMAL_QUANTILES, (value) =>
      Math.round(value * deviation * 255),
    );
    return addNoise(pixels, seed, levels, into);
  },
};

/**
 * Noise of light itself: the brighter a value the more it varies, by the square root, as photons are counted. Alessandro Foi and others,
 * Practical Poissonian-Gaussian noise modeling and fitting for single-image raw-data, 2008, https://doi.org/10.1109/TIP.2008.2001399,
 * with no Gaussian part. The amount is the standard deviation at full brightness, as a share of the range.
 */
export const GRAIN: PixelAugmentation = {
  kind: "pixels",
  group: "degradation",
  title: "Grain",
  why: "Pictures taken in poor light at a high ISO number.",
  parameter: { kind: "amount", maximum: 0.3, default: 0.08, unit: "share" },
  ...DEVIATION_AND_SEED,
  change: (pixels, _width, _height, [deviation = 0, seed = 0], into) => {
    if (deviation === 0) return pixels;
    const byLevel = Float32Array.from(
      { length: 256 },
      (_, level) => deviation * Math.sqrt(level * 255),
    );
    return addGrain(pixels, seed, byLevel, into);
  },
};

/** Each 32 bits of randomness serve two values. */
function addNoise(
  pixels: Uint8Array,
  seed: number,
  levels: Int16Array<ArrayBuffer>,
  into: Uint8Array | undefined,
): Uint8Array {
  return throughKernels(pixels, into, (at) => {
    kernels.run.addNoise(at, pixels.length, seed | 0, putNumbers(levels));
    return at;
  });
}

/** @param byLevel standard deviation for each value of a pixel */
function addGrain(
  pixels: Uint8Array,
  seed: number,
  byLevel: Float32Array,
  into: Uint8Array | undefined,
): Uint8Array {
  const place = into ?? new Uint8Array(pixels.length);
  const { buffer, byteOffset, length } = place;
  const result = new Uint8ClampedArray(buffer, byteOffset, length);
  const mask = NORMAL_LEVELS - 1;
  for (let i = 0; i < pixels.length; i += 2) {
    const bits = noiseBits(seed, i >> 1);
    const first = pixels[i] as number;
    const second = pixels[i + 1] as number;
    const a = NORMAL_QUANTILES[bits & mask] as number;
    const b = NORMAL_QUANTILES[(bits >>> 16) & mask] as number;
    result[i] = first + a * (byLevel[first] as number);
    result[i + 1] = second + b * (byLevel[second] as number);
  }
  return place;
}
