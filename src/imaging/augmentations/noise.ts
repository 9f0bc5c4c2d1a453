import type { PixelAugmentation } from "./augmentation.ts";
import {
  drawSeed,
  noiseBits,
  NORMAL_LEVELS,
  NORMAL_QUANTILES,
} from "./counter-noise.ts";

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
  draw: (amount, random) => [random.uniform(0, amount), drawSeed(random)],
  ends: (amount) => [
    [0, 1],
    [amount, 1],
  ],
  change: (pixels, _width, _height, [deviation = 0, seed = 0]) => {
    if (deviation === 0) return pixels;
    const levels = NORMAL_QUANTILES.map((value) => value * deviation * 255);
    return addNoise(pixels, seed, levels, null);
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
  draw: (amount, random) => [random.uniform(0, amount), drawSeed(random)],
  ends: (amount) => [
    [0, 1],
    [amount, 1],
  ],
  change: (pixels, _width, _height, [deviation = 0, seed = 0]) => {
    if (deviation === 0) return pixels;
    const byLevel = Float32Array.from(
      { length: 256 },
      (_, level) => deviation * Math.sqrt(level * 255),
    );
    return addNoise(pixels, seed, NORMAL_QUANTILES, byLevel);
  },
};

/** @param byLevel factor of the noise for each value of a pixel; null: 1 */
function addNoise(
  pixels: Uint8Array,
  seed: number,
  normal: Float32Array,
  byLevel: Float32Array | null,
): Uint8Array {
  const result = new Uint8ClampedArray(pixels.length);
  const mask = NORMAL_LEVELS - 1;
  // Each 32 bits serve two values.
  for (let i = 0; i < pixels.length; i += 2) {
    const bits = noiseBits(seed, i >> 1);
    const first = pixels[i] as number;
    const second = pixels[i + 1] as number;
    const a = normal[bits & mask] as number;
    const b = normal[(bits >>> 16) & mask] as number;
    if (byLevel === null) {
      result[i] = first + a;
      result[i + 1] = second + b;
    } else {
      result[i] = first + a * (byLevel[first] as number);
      result[i + 1] = second + b * (byLevel[second] as number);
    }
  }
  return new Uint8Array(result.buffer);
}
