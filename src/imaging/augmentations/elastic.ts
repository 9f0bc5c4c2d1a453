import { kernels } from "#engine/imaging/picture-kernels.ts";

import type {
  DisplacementAugmentation,
  DisplacementField,
} from "./augmentation.ts";
import { drawSeed, noiseBits } from "./counter-noise.ts";
import { gaussianKernel, reflected } from "./gaussian-kernel.ts";
import { putNumbers } from "./kernel-pixels.ts";

/** Standard deviation of the smoothing, as a share of the side; the paper has 4 of 29 pixels, torchvision 5 of any. */
const SMOOTHING = 0.04;

/** Bytes that the kernel may read and write beyond the end: it works on 16 numbers at once. */
const FLOATS_ROOM = 64;

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
  const factor = scale / 2 ** 31;
  const of = (start: number) =>
    blurred(
      { width, height, kernel },
      (i) => factor * noiseBits(seed, start + i),
    );
  return { x: of(0), y: of(size) };
}

/** Both passes, the edges mirrored: rows with what lies beyond their ends, then columns with the rows beyond. */
function blurred(
  frame: { width: number; height: number; kernel: Float64Array },
  valueAt: (place: number) => number,
): Float32Array {
  const { width, height, kernel } = frame;
  const radius = (kernel.length - 1) / 2;
  const wideLength = width + 2 * radius;
  kernels.clear();
  const weights = putNumbers(Float32Array.from(kernel));
  const weightsEnd = weights + kernel.length * 4;
  const lineAt = kernels.allocate(wideLength * 4 + FLOATS_ROOM);
  const rowBytes = width * 4;
  const acrossAt = kernels.allocate(
    (height + 2 * radius) * rowBytes + FLOATS_ROOM,
  );
  const doneAt = kernels.allocate(height * rowBytes + FLOATS_ROOM);
  const { bytes, run } = kernels;
  const line = new Float32Array(bytes.buffer, lineAt, wideLength);
  const rowAt = (y: number) => acrossAt + (y + radius) * rowBytes;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) line[radius + x] = valueAt(y * width + x);
    for (let i = 0; i < radius; i++) {
      line[i] = line[radius + reflected(i - radius, width)] as number;
      line[radius + width + i] = line[
        radius + reflected(width + i, width)
      ] as number;
    }
    run.weighFloats(lineAt, 4, rowAt(y), width, weights, weightsEnd);
  }
  // A row's last vectors reach beyond its end, so the mirrored rows come when all are there.
  for (let i = 1; i <= radius; i++) {
    for (const y of [-i, height - 1 + i]) {
      const from = rowAt(reflected(y, height));
      bytes.copyWithin(rowAt(y), from, from + rowBytes);
    }
  }
  run.weighFloats(
    acrossAt,
    rowBytes,
    doneAt,
    width * height,
    weights,
    weightsEnd,
  );
  return new Float32Array(bytes.buffer, doneAt, width * height).slice();
}
