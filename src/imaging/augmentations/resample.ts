import type { AffineMatrix } from "./affine-matrix.ts";
import type { DisplacementField } from "./augmentation.ts";
import { isIdentityColour } from "./colour-matrix.ts";
import type { ColourMatrix, Rgb } from "./colour-matrix.ts";
import type { EdgeFill } from "./configuration.ts";
import { isHomography } from "./homography.ts";
import type { Homography } from "./homography.ts";

/** Interpolation weights have 11 bits in each direction, so that 255 times their product stays below 2^31. */
const WEIGHT_ONE = 2048;
const TO_LEVELS = 1 / (WEIGHT_ONE * WEIGHT_ONE);

export interface SourcePicture {
  /** RGB8, [height, width, 3] */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly fill: EdgeFill;
  readonly background: Rgb;
}

/** From a point of the result to that of the picture: first the field, then the matrix. */
export interface SourceMap {
  readonly matrix: AffineMatrix | Homography;
  readonly field: DisplacementField | null;
}

/** One bilinear resampling with the colour matrix on each pixel; rounded and cut to 0 to 255 once, at the end. */
export function resample(
  picture: SourcePicture,
  map: SourceMap,
  colour: ColourMatrix,
): Uint8Array {
  const { pixels, width, height } = picture;
  const rowLength = width * 3;
  const isPlain = isIdentityColour(colour);
  const [rr, rg, rb, r0, gr, gg, gb, g0, br, bg, bb, b0] = colour.map(
    (value, i) => (i % 4 === 3 ? value : value * TO_LEVELS),
  ) as unknown as ColourMatrix;
  const result = new Uint8ClampedArray(pixels.length);
  const sum = new Int32Array(3);
  const xs = new Float64Array(width);
  const ys = new Float64Array(width);
  const [lastX, lastY] = [width - 1, height - 1];
  let to = 0;
  for (let y = 0; y < height; y++) {
    locateRow(map, y, xs, ys);
    for (let x = 0; x < width; x++, to += 3) {
      const sourceX = xs[x] as number;
      const sourceY = ys[x] as number;
      let red: number;
      let green: number;
      let blue: number;
      if (sourceX >= 0 && sourceX < lastX && sourceY >= 0 && sourceY < lastY) {
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
      if (isPlain) {
        result[to] = red * TO_LEVELS;
        result[to + 1] = green * TO_LEVELS;
        result[to + 2] = blue * TO_LEVELS;
      } else {
        result[to] = rr * red + rg * green + rb * blue + r0;
        result[to + 1] = gr * red + gg * green + gb * blue + g0;
        result[to + 2] = br * red + bg * green + bb * blue + b0;
      }
    }
  }
  return new Uint8Array(result.buffer);
}

/** Where the points of a row of the result lie in the picture. */
function locateRow(
  { matrix, field }: SourceMap,
  y: number,
  xs: Float64Array,
  ys: Float64Array,
): void {
  const width = xs.length;
  const [a, b, c, d, e, f] = matrix;
  if (field === null && !isHomography(matrix)) {
    const startX = b * y + c;
    const startY = e * y + f;
    for (let x = 0; x < width; x++) {
      xs[x] = startX + a * x;
      ys[x] = startY + d * x;
    }
    return;
  }
  const [g, h, i] = isHomography(matrix) ? matrix.slice(6) : [0, 0, 1];
  for (let x = 0; x < width; x++) {
    const at = y * width + x;
    const u = x + (field === null ? 0 : (field.x[at] as number));
    const v = y + (field === null ? 0 : (field.y[at] as number));
    const depth = (g as number) * u + (h as number) * v + (i as number);
    xs[x] = (a * u + b * v + c) / depth;
    ys[x] = (d * u + e * v + f) / depth;
  }
}

/** Bilinear where a neighbour lies beyond the edge. */
function sampleAtEdge(
  { pixels, width, height, fill, background }: SourcePicture,
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
