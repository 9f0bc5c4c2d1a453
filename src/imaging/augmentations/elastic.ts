import type {
  DisplacementAugmentation,
  DisplacementField,
} from "./augmentation.ts";
import { drawSeed, noiseBits } from "./counter-noise.ts";
import { gaussianKernel, reflected } from "./gaussian-kernel.ts";

/** Standard deviation of the smoothing, as a share of the side; the paper has 4 of 29 pixels, torchvision 5 of any. */
const SMOOTHING = 0.04;

/**
 * Moves each point by a smooth random field: uniform noise between −1 and 1 for each pixel and direction, blurred by a Gaussian and scaled.
 * Patrice Simard, Dave Steinkraus, John Platt, Best practices for convolutional neural networks applied to visual document analysis,
 * 2003, https://doi.org/10.1109/ICDAR.2003.1227801. The amount is how far points move (standard deviation), as a share of the side, and
 * stands for the paper's α.
 */
export const ELASTIC: DisplacementAugmentation = {
  kind: "displacement",
  group: "geometry",
  title: "Elastic",
  why: "Handwriting and tissue bend and stretch; stiff things do not.",
  parameter: { kind: "amount", maximum: 0.05, default: 0.01, unit: "share" },
  draw: (amount, random) => [random.uniform(0, amount), drawSeed(random)],
  ends: (amount) => [
    [amount, 1],
    [amount, 2],
  ],
  field: ([spread = 0, seed = 0], { width, height }) =>
    displacementField(spread, seed, width, height),
};

/** @param spread standard deviation of the displacement, as a share of the side */
export function displacementField(
  spread: number,
  seed: number,
  width: number,
  height: number,
): DisplacementField {
  const side = Math.max(width, height);
  const kernel = gaussianKernel(Math.max(0.5, SMOOTHING * side));
  const squares = kernel.reduce((sum, weight) => sum + weight * weight, 0);
  // Uniform noise has the variance 1/3; blurring in both directions leaves it times `squares` squared.
  const scale = (spread * side * Math.sqrt(3)) / squares;
  const size = width * height;
  const of = (start: number) => {
    const noise = new Float32Array(size);
    const factor = scale / 2 ** 31;
    for (let i = 0; i < size; i++)
      noise[i] = factor * noiseBits(seed, start + i);
    return blurred(noise, width, height, kernel);
  };
  return { x: of(0), y: of(size) };
}

/** Both passes, the edges mirrored. */
function blurred(
  values: Float32Array,
  width: number,
  height: number,
  kernel: Float64Array,
): Float32Array {
  const radius = (kernel.length - 1) / 2;
  const line = new Float32Array(width + 2 * radius);
  const across = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    for (let i = 0; i < line.length; i++) {
      line[i] = values[start + reflected(i - radius, width)] as number;
    }
    // One weight after the other along the row: the inner loop is plain and long.
    for (let k = 0; k < kernel.length; k++) {
      const weight = kernel[k] as number;
      for (let x = 0; x < width; x++) {
        across[start + x] =
          (across[start + x] as number) + weight * (line[x + k] as number);
      }
    }
  }
  const result = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    const to = y * width;
    for (let k = 0; k < kernel.length; k++) {
      const weight = kernel[k] as number;
      const from = reflected(y + k - radius, height) * width;
      for (let x = 0; x < width; x++) {
        result[to + x] =
          (result[to + x] as number) + weight * (across[from + x] as number);
      }
    }
  }
  return result;
}
