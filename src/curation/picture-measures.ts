import type { Measures } from "#engine/storage/data-room-types.ts";
import { resizeTriangle } from "#engine/imaging/triangle-resize.ts";

import { gradientHash } from "./gradient-hash.ts";

/** Raised when a measure changes its meaning; pictures with another version are measured anew. */
export const MEASURES_VERSION = 1;

/** What the pixels of a picture say about it. Lightness: 0.299 red + 0.587 green + 0.114 blue, 0 to 1. */
export interface PixelMeasures extends Omit<
  Measures,
  "version" | "differenceHash"
> {
  /** [HASH_WORDS] */
  readonly hash: Uint32Array;
}

// The limits of lightness are those of CleanVision's "dark" and "light" (github.com/cleanlab/cleanvision, image_property_issue_manager.py).
const DARK = 0.32 * 255;
const BRIGHT = 0.95;
const SHARPNESS_SIDE = 128;

/** @param pixels RGB8, [height, width, 3] */
export function measurePixels(
  pixels: Uint8Array,
  width: number,
  height: number,
): PixelMeasures {
  const count = width * height;
  const histogram = new Float64Array(256);
  let [red, green, blue, dark] = [0, 0, 0, 0];
  for (let i = 0; i < count * 3; i += 3) {
    const r = pixels[i]!;
    const g = pixels[i + 1]!;
    const b = pixels[i + 2]!;
    red += r;
    green += g;
    blue += b;
    if (r < DARK && g < DARK && b < DARK) dark += 1;
    // 16-bit fixed point of the three weights; their sum is 65,536.
    histogram[(19595 * r + 38470 * g + 7471 * b + 32768) >> 16]! += 1;
  }
  const scale = 1 / (count * 255);
  return {
    hash: gradientHash(pixels, width, height),
    ...measureHistogram(histogram, count),
    darkShare: dark / count,
    sharpness: measureSharpness(pixels, width, height),
    red: red * scale,
    green: green * scale,
    blue: blue * scale,
  };
}

function measureHistogram(histogram: Float64Array, count: number) {
  let [sum, squares, entropy, bright] = [0, 0, 0, 0];
  histogram.forEach((pixels, level) => {
    if (pixels === 0) return;
    const share = pixels / count;
    const lightness = level / 255;
    sum += share * lightness;
    squares += share * lightness * lightness;
    entropy -= share * Math.log2(share);
    if (lightness > BRIGHT) bright += share;
  });
  return {
    brightness: sum,
    contrast: Math.sqrt(Math.max(0, squares - sum * sum)),
    entropy,
    brightShare: bright,
  };
}

/**
 * How much detail there is: of a picture that is out of focus or shaken, the second derivative is small everywhere (Pech-Pacheco et al.,
 * Diatom autofocusing in brightfield microscopy, ICPR 2000, doi.org/10.1109/ICPR.2000.903548).
 */
function measureSharpness(
  pixels: Uint8Array,
  width: number,
  height: number,
): number {
  const scale = Math.min(1, SHARPNESS_SIDE / Math.max(width, height));
  const columns = Math.max(1, Math.round(width * scale));
  const rows = Math.max(1, Math.round(height * scale));
  const small =
    scale === 1
      ? pixels
      : resizeTriangle(
          pixels,
          width,
          { left: 0, top: 0, width, height },
          columns,
          rows,
        );
  const light = new Float32Array(columns * rows);
  for (let i = 0; i < light.length; i++) {
    light[i] =
      (0.299 * small[i * 3]! +
        0.587 * small[i * 3 + 1]! +
        0.114 * small[i * 3 + 2]!) /
      255;
  }
  let [sum, squares, count] = [0, 0, 0];
  for (let row = 1; row < rows - 1; row++) {
    for (let i = row * columns + 1; i < (row + 1) * columns - 1; i++) {
      const curvature =
        light[i - columns]! +
        light[i + columns]! +
        light[i - 1]! +
        light[i + 1]! -
        4 * light[i]!;
      sum += curvature;
      squares += curvature * curvature;
      count += 1;
    }
  }
  return count === 0 ? 0 : squares / count - (sum / count) ** 2;
}
