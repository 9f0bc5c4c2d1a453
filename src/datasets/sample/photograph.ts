import type { Random } from "#engine/base/random.ts";

import type { Light } from "./colour.ts";

/** What a camera does with the light of a scene. */
export interface Exposure {
  /** Factor of the light. */
  readonly gain: number;
  /** White balance: factors of red, green, blue. */
  readonly balance: Light;
  /** Depth that is sharp. */
  readonly focus: number;
  /** 0 everything sharp to 1 and more: blur of what is nearer or farther. */
  readonly aperture: number;
  /** Darkening of the corners, 0 to 1. */
  readonly vignette: number;
  /** Noise of the sensor as a share of white. */
  readonly noise: number;
  /** Contrast of the tone curve, 1 neutral. */
  readonly contrast: number;
  readonly saturation: number;
}

/**
 * Turns light into a picture: depth of field, white balance, tone curve, noise.
 * @param light [size, size, 3]
 * @param depth [size, size]; Infinity far away
 * @returns sRGB, 8 bits, [size, size, 3]
 */
export function takePhotograph(
  light: Float32Array,
  depth: Float32Array,
  size: number,
  exposure: Exposure,
  random: Random,
): Uint8Array {
  const focused =
    exposure.aperture > 0 ? blurByDepth(light, depth, size, exposure) : light;
  const result = new Uint8Array(size * size * 3);
  const { gain, balance, vignette, noise, contrast, saturation } = exposure;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = (y * size + x) * 3;
      const dx = (x / size - 0.5) * 2;
      const dy = (y / size - 0.5) * 2;
      const falloff = gain * (1 - vignette * 0.5 * (dx * dx + dy * dy));
      const r = tone((focused[at] as number) * balance[0] * falloff, contrast);
      const g = tone(
        (focused[at + 1] as number) * balance[1] * falloff,
        contrast,
      );
      const b = tone(
        (focused[at + 2] as number) * balance[2] * falloff,
        contrast,
      );
      const grey = 0.299 * r + 0.587 * g + 0.114 * b;
      // Sum and difference of two uniform numbers: near enough to normal, and not correlated.
      const first = random.next();
      const second = random.next();
      const grain = (first + second - 1) * 2.4 * noise;
      const chroma = (first - second) * 1.2 * noise;
      result[at] = toByte(grey + (r - grey) * saturation + grain + chroma);
      result[at + 1] = toByte(grey + (g - grey) * saturation + grain);
      result[at + 2] = toByte(grey + (b - grey) * saturation + grain - chroma);
    }
  }
  return result;
}

/** A filmic curve with sRGB's brightness built in (Hejl and Burgess-Dawson, 2010), then contrast about the middle. */
function tone(light: number, contrast: number): number {
  const x = Math.max(0, light - 0.002);
  const curved = (x * (6.2 * x + 0.5)) / (x * (6.2 * x + 1.7) + 0.06);
  return 0.45 + (curved - 0.45) * contrast;
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value * 255)));
}

/** Widths of the blurs, in pixels of half the size. */
const BLUR_RADII = [1, 2, 4] as const;

/**
 * Mixes in ever wider blurs by the size of the circle of confusion. What is sharp is left out of the blurs, so that the subject
 * does not bleed into its background. The blurs are made at half the size.
 */
function blurByDepth(
  light: Float32Array,
  depth: Float32Array,
  size: number,
  { focus, aperture }: Exposure,
): Float32Array {
  const confusion = new Float32Array(size * size);
  for (let i = 0; i < confusion.length; i++) {
    const z = depth[i] as number;
    const off = z === Infinity ? 1 : Math.abs(z - focus) / z;
    confusion[i] = Math.max(0, off - 0.08) * aperture * size * 0.045;
  }
  const half = Math.floor(size / 2);
  const blurred = halveWeighted(light, confusion, size);
  const scratch = new Float32Array(blurred.length);
  const result = new Float32Array(light);
  for (const radius of BLUR_RADII) {
    // Two box blurs each way come near a round blur; the next width goes on from this one.
    for (let pass = 0; pass < 2; pass++) {
      boxBlur(blurred, scratch, half, 4, half * 4, radius);
      boxBlur(scratch, blurred, half, half * 4, 4, radius);
    }
    mixIn(result, blurred, confusion, size, radius * 2);
  }
  return result;
}

/** Half the size, [half, half, 4]: light times weight, and the weight, which is small where the picture is sharp. */
function halveWeighted(
  light: Float32Array,
  confusion: Float32Array,
  size: number,
): Float32Array {
  const half = Math.floor(size / 2);
  const result = new Float32Array(half * half * 4);
  for (let y = 0; y < half * 2; y++) {
    for (let x = 0; x < half * 2; x++) {
      const from = y * size + x;
      const to = ((y >> 1) * half + (x >> 1)) * 4;
      const weight = Math.min(1, (confusion[from] as number) / 3) + 1e-3;
      for (let k = 0; k < 3; k++) {
        result[to + k] =
          (result[to + k] as number) + (light[from * 3 + k] as number) * weight;
      }
      result[to + 3] = (result[to + 3] as number) + weight;
    }
  }
  return result;
}

/** A running sum along one direction of four channels; beyond the edge nothing is counted. */
function boxBlur(
  source: Float32Array,
  target: Float32Array,
  size: number,
  step: number,
  lineStep: number,
  radius: number,
): void {
  for (let line = 0; line < size; line++) {
    for (let channel = 0; channel < 4; channel++) {
      const start = line * lineStep + channel;
      let sum = 0;
      for (let i = 0; i < Math.min(radius, size); i++) {
        sum += source[start + i * step] as number;
      }
      for (let i = 0; i < size; i++) {
        if (i + radius < size) {
          sum += source[start + (i + radius) * step] as number;
        }
        if (i - radius - 1 >= 0) {
          sum -= source[start + (i - radius - 1) * step] as number;
        }
        target[start + i * step] = sum;
      }
    }
  }
}

/** Replaces a share of each pixel, more where the circle of confusion is wider than the blur. */
function mixIn(
  result: Float32Array,
  blurred: Float32Array,
  confusion: Float32Array,
  size: number,
  width: number,
): void {
  const half = Math.floor(size / 2);
  for (let y = 0; y < size; y++) {
    const fy = Math.min(half - 1, Math.max(0, (y - 0.5) / 2));
    const top = Math.min(half - 2, fy | 0);
    const wy = fy - top;
    for (let x = 0; x < size; x++) {
      const at = y * size + x;
      const share = Math.min(
        1,
        ((confusion[at] as number) - width * 0.3) / (width * 0.5),
      );
      if (share <= 0) continue;
      const fx = Math.min(half - 1, Math.max(0, (x - 0.5) / 2));
      const left = Math.min(half - 2, fx | 0);
      const wx = fx - left;
      const p = (top * half + left) * 4;
      const q = p + half * 4;
      const a = (1 - wx) * (1 - wy);
      const b = wx * (1 - wy);
      const c = (1 - wx) * wy;
      const d = wx * wy;
      const weight =
        a * (blurred[p + 3] as number) +
        b * (blurred[p + 7] as number) +
        c * (blurred[q + 3] as number) +
        d * (blurred[q + 7] as number);
      for (let k = 0; k < 3; k++) {
        const value =
          (a * (blurred[p + k] as number) +
            b * (blurred[p + 4 + k] as number) +
            c * (blurred[q + k] as number) +
            d * (blurred[q + 4 + k] as number)) /
          weight;
        const old = result[at * 3 + k] as number;
        result[at * 3 + k] = old + (value - old) * share;
      }
    }
  }
}
