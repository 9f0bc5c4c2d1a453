import { shuffled, type Random } from "#engine/base/random.ts";
import { zeros, type Tensor } from "#engine/base/tensor.ts";
import {
  DIGITS,
  drawDigit,
} from "#engine/datasets/sample/digits/draw-digit.ts";

/** Pictures with what they show, in memory. */
export interface LabelledPictures {
  /** [pictures, height, width, channels], values 0 to 1 */
  readonly pictures: Tensor;
  /** One class number per picture. */
  readonly labels: Uint8Array;
}

/**
 * Digits drawn by hand, as many of each.
 * @param options.first number of the first picture of each digit; other numbers are other pictures
 */
export function drawDigits(
  count: number,
  options: {
    readonly size: number;
    readonly extent: number;
    readonly seed: number;
    readonly first: number;
  },
): LabelledPictures {
  const { size, extent, seed, first } = options;
  const pictures = zeros([count, size, size, 1]);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % DIGITS);
  labels.forEach((digit, i) => {
    const index = first + Math.floor(i / DIGITS);
    const pixels = drawDigit(digit, index, seed, { size, extent });
    const start = i * pixels.length;
    pixels.forEach((value, at) => (pictures.data[start + at] = value / 255));
  });
  return { pictures, labels };
}

/** Each picture moved by up to `most` pixels up or down and to a side; what comes in is black. */
export function shifted(
  { pictures, labels }: LabelledPictures,
  most: number,
  random: Random,
): LabelledPictures {
  const [count = 0, height = 0, width = 0, channels = 0] = pictures.shape;
  const moved = zeros(pictures.shape);
  for (let picture = 0; picture < count; picture++) {
    const [down, right] = [0, 1].map(() => random.integer(2 * most + 1) - most);
    for (let y = 0; y < height; y++) {
      const row = y - (down as number);
      if (row < 0 || row >= height) continue;
      const from = Math.max(0, -(right as number));
      const to = Math.min(width, width - (right as number));
      const start = (picture * height + row) * width;
      const target = (picture * height + y) * width + from + (right as number);
      moved.data.set(
        pictures.data.subarray(
          (start + from) * channels,
          (start + to) * channels,
        ),
        target * channels,
      );
    }
  }
  return { pictures: moved, labels };
}

/** The pictures at these places. */
export function pick(
  { pictures, labels }: LabelledPictures,
  places: readonly number[],
): LabelledPictures {
  const [, ...shape] = pictures.shape;
  const chosen = zeros([places.length, ...shape]);
  const size = chosen.data.length / places.length;
  places.forEach((place, row) => {
    const source = pictures.data.subarray(place * size, (place + 1) * size);
    chosen.data.set(source, row * size);
  });
  return {
    pictures: chosen,
    labels: Uint8Array.from(places, (place) => labels[place] as number),
  };
}

/** Batches of equal size without end: every picture once, then all again in another order. */
export function* batchesOf(
  set: LabelledPictures,
  size: number,
  random: Random,
): Generator<LabelledPictures, never> {
  const places = [...set.labels.keys()];
  let left: number[] = [];
  for (;;) {
    while (left.length < size) left.push(...shuffled(places, random));
    yield pick(set, left.slice(0, size));
    left = left.slice(size);
  }
}
