import { isIdentityAffine } from "./affine-matrix.ts";
import type { AffineMatrix } from "./affine-matrix.ts";
import { isIdentityColour } from "./colour-matrix.ts";
import type { ColourMatrix, Rgb } from "./colour-matrix.ts";
import type { EdgeFill } from "./configuration.ts";
import { colourMatrix, geometricMatrix } from "./draw.ts";
import type { DrawnAugmentation } from "./draw.ts";

const WHITE: Rgb = [255, 255, 255];
/** Interpolation weights have 11 bits in each direction, so that 255 times their product stays below 2^31. */
const WEIGHT_ONE = 2048;
const TO_LEVELS = 1 / (WEIGHT_ONE * WEIGHT_ONE);

/**
 * Applies what was drawn: one bilinear resampling by the composed matrix, with the colour matrix on each pixel in the same pass;
 * values are rounded and cut to 0 to 255 once, at the end.
 * @param pixels RGB8, [height, width, 3]; not changed
 * @param background shown beyond the edge when the fill is `constant`: the preprocessing's background
 * @returns new pixels of the same shape
 */
export function augmentPixels(
  pixels: Uint8Array,
  width: number,
  height: number,
  drawn: DrawnAugmentation,
  background: Rgb = WHITE,
): Uint8Array {
  const geometry = geometricMatrix(drawn, width, height);
  const usesMean = drawn.operations.some(({ name }) => name === "contrast");
  const colour = colourMatrix(drawn, usesMean ? meanColour(pixels) : WHITE);
  if (isIdentityAffine(geometry)) {
    return isIdentityColour(colour)
      ? new Uint8Array(pixels)
      : recolour(pixels, colour);
  }
  const picture = { pixels, width, height, fill: drawn.fill, background };
  return resample(picture, geometry, colour);
}

interface Picture {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly fill: EdgeFill;
  readonly background: Rgb;
}

function recolour(pixels: Uint8Array, colour: ColourMatrix): Uint8Array {
  const [rr, rg, rb, r0, gr, gg, gb, g0, br, bg, bb, b0] = colour;
  const result = new Uint8ClampedArray(pixels.length);
  for (let i = 0; i < pixels.length; i += 3) {
    const r = pixels[i] as number;
    const g = pixels[i + 1] as number;
    const b = pixels[i + 2] as number;
    result[i] = rr * r + rg * g + rb * b + r0;
    result[i + 1] = gr * r + gg * g + gb * b + g0;
    result[i + 2] = br * r + bg * g + bb * b + b0;
  }
  return new Uint8Array(result.buffer);
}

function resample(
  picture: Picture,
  geometry: AffineMatrix,
  colour: ColourMatrix,
): Uint8Array {
  const { pixels, width, height } = picture;
  const [a, b, c, d, e, f] = geometry;
  const [rr, rg, rb, r0, gr, gg, gb, g0, br, bg, bb, b0] = colour.map(
    (value, i) => (i % 4 === 3 ? value : value * TO_LEVELS),
  ) as unknown as ColourMatrix;
  const rowLength = width * 3;
  const result = new Uint8ClampedArray(pixels.length);
  const sum = new Int32Array(3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const startX = b * y + c;
    const startY = e * y + f;
    // Between these, all four neighbours are inside the picture.
    const [fromX, untilX] = insideRange(startX, a, width - 1, width);
    const [fromY, untilY] = insideRange(startY, d, height - 1, width);
    const from = Math.max(fromX, fromY);
    const until = Math.min(untilX, untilY);
    for (let x = 0; x < width; x++, to += 3) {
      const sourceX = startX + a * x;
      const sourceY = startY + d * x;
      let red: number;
      let green: number;
      let blue: number;
      if (x >= from && x < until) {
        const left = sourceX | 0;
        const top = sourceY | 0;
        const wx = ((sourceX - left) * WEIGHT_ONE + 0.5) | 0;
        const wy = ((sourceY - top) * WEIGHT_ONE + 0.5) | 0;
        const lowerRight = Math.imul(wx, wy);
        const upperRight = WEIGHT_ONE * wx - lowerRight;
        const lowerLeft = WEIGHT_ONE * wy - lowerRight;
        const upperLeft = WEIGHT_ONE * WEIGHT_ONE - WEIGHT_ONE * wx - lowerLeft;
        const p = top * rowLength + left * 3;
        const q = p + rowLength;
        red =
          ((pixels[p] as number) * upperLeft +
            (pixels[p + 3] as number) * upperRight +
            (pixels[q] as number) * lowerLeft +
            (pixels[q + 3] as number) * lowerRight) |
          0;
        green =
          ((pixels[p + 1] as number) * upperLeft +
            (pixels[p + 4] as number) * upperRight +
            (pixels[q + 1] as number) * lowerLeft +
            (pixels[q + 4] as number) * lowerRight) |
          0;
        blue =
          ((pixels[p + 2] as number) * upperLeft +
            (pixels[p + 5] as number) * upperRight +
            (pixels[q + 2] as number) * lowerLeft +
            (pixels[q + 5] as number) * lowerRight) |
          0;
      } else {
        sampleAtEdge(picture, sourceX, sourceY, sum);
        red = sum[0] as number;
        green = sum[1] as number;
        blue = sum[2] as number;
      }
      result[to] = rr * red + rg * green + rb * blue + r0;
      result[to + 1] = gr * red + gg * green + gb * blue + g0;
      result[to + 2] = br * red + bg * green + bb * blue + b0;
    }
  }
  return new Uint8Array(result.buffer);
}

/** Bilinear where a neighbour lies beyond the edge. */
function sampleAtEdge(
  { pixels, width, height, fill, background }: Picture,
  x: number,
  y: number,
  sum: Int32Array,
): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const wx = Math.round((x - left) * WEIGHT_ONE);
  const wy = Math.round((y - top) * WEIGHT_ONE);
  sum.fill(0);
  for (let corner = 0; corner < 4; corner++) {
    const isRight = (corner & 1) === 1;
    const isLower = corner >= 2;
    const weight =
      (isRight ? wx : WEIGHT_ONE - wx) * (isLower ? wy : WEIGHT_ONE - wy);
    const column = beyondEdge(left + (isRight ? 1 : 0), width, fill);
    const row = beyondEdge(top + (isLower ? 1 : 0), height, fill);
    const isOutside = column < 0 || row < 0;
    const at = (row * width + column) * 3;
    for (let channel = 0; channel < 3; channel++) {
      const value = isOutside ? background[channel] : pixels[at + channel];
      sum[channel] = (sum[channel] as number) + weight * (value as number);
    }
  }
}

/** The position inside the picture that stands for this one; -1: none, the background shows. */
function beyondEdge(position: number, size: number, fill: EdgeFill): number {
  if (position >= 0 && position < size) return position;
  switch (fill) {
    case "constant":
      return -1;
    case "edge":
      return position < 0 ? 0 : size - 1;
    case "mirror": {
      // dcba|abcd|dcba: the edge pixel is doubled, as in Keras's "reflect".
      const period = 2 * size;
      const inPeriod = ((position % period) + period) % period;
      return inPeriod < size ? inPeriod : period - 1 - inPeriod;
    }
  }
}

/** The whole x in [0, count) with 0 <= start + slope · x < limit, as [first, end). */
function insideRange(
  start: number,
  slope: number,
  limit: number,
  count: number,
): readonly [number, number] {
  const isInside = (x: number) => {
    const value = start + slope * x;
    return value >= 0 && value < limit;
  };
  if (Math.abs(slope) < 1e-9) {
    return isInside(0) && isInside(count - 1) ? [0, count] : [0, 0];
  }
  const crossings = [-start / slope, (limit - start) / slope];
  let first = Math.max(0, Math.floor(Math.min(...crossings)));
  let end = Math.min(count, Math.ceil(Math.max(...crossings)) + 1);
  // Rounding may be off by one at either end.
  while (first < end && !isInside(first)) first++;
  while (end > first && !isInside(end - 1)) end--;
  return [first, end];
}

function meanColour(pixels: Uint8Array): Rgb {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let i = 0; i < pixels.length; i += 3) {
    red += pixels[i] as number;
    green += pixels[i + 1] as number;
    blue += pixels[i + 2] as number;
  }
  const count = pixels.length / 3;
  return [red / count, green / count, blue / count];
}
