import { kernels } from "#engine/imaging/picture-kernels.ts";

import type { AffineMatrix } from "./affine-matrix.ts";
import type { DisplacementField } from "./augmentation.ts";
import { isIdentityColour, transformColour } from "./colour-matrix.ts";
import type { ColourMatrix, Rgb } from "./colour-matrix.ts";
import type { EdgeFill } from "./configuration.ts";
import { isHomography } from "./homography.ts";
import type { Homography } from "./homography.ts";
import { takeOut } from "./kernel-pixels.ts";

/** Interpolation weights have 11 bits in each direction, so that 255 times their product stays below 2^31. */
const WEIGHT_ONE = 2048;
const TO_LEVELS = 1 / (WEIGHT_ONE * WEIGHT_ONE);

/** Of a field; points that it moves farther than this share of the side beyond the edge are looked up one by one. */
const FIELD_MARGIN = 0.04;

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

/**
 * One bilinear resampling with the colour matrix on each pixel; rounded and cut to 0 to 255 once, at the end.
 * @param into where the result goes; undefined: new memory
 */
export function resample(
  picture: SourcePicture,
  map: SourceMap,
  colour: ColourMatrix,
  into: Uint8Array | undefined,
): Uint8Array {
  const { width, height } = picture;
  const rowLength = width * 3;
  const margin = marginFor(map, width, height);
  kernels.clear();
  const { origin, stride } = placeWithMargin(picture, margin);
  const xsAt = kernels.allocate(width * 8);
  const ysAt = kernels.allocate(width * 8);
  const matrixAt = kernels.allocate(64);
  const resultAt = kernels.allocate(height * rowLength);
  const { bytes, run } = kernels;
  new Float32Array(bytes.buffer, matrixAt, 16).set(columnsOf(colour));
  const xs = new Float64Array(bytes.buffer, xsAt, width);
  const ys = new Float64Array(bytes.buffer, ysAt, width);
  const isPlain = isIdentityColour(colour);
  const sampleRun = (from: number, until: number, to: number) => {
    const [x, y, count] = [xsAt + from * 8, ysAt + from * 8, until - from];
    if (isPlain) run.sampleRow(x, y, count, origin, stride, to);
    else run.sampleColourRow(x, y, count, origin, stride, to, matrixAt);
  };
  const isReached = (x: number) => {
    const [column, row] = [xs[x] as number, ys[x] as number];
    return (
      column >= -margin &&
      column < width - 1 + margin &&
      row >= -margin &&
      row < height - 1 + margin
    );
  };
  if (keepsRows(map) && farthestBeyond(map, width, height) < margin - 1) {
    const matrixOrNone = isPlain ? null : matrixAt;
    resampleRows(
      picture,
      map,
      { origin, stride, margin },
      resultAt,
      matrixOrNone,
    );
    return takeOut(resultAt, height * rowLength, into);
  }
  const isStraight = map.field === null && !isHomography(map.matrix);
  for (let y = 0; y < height; y++) {
    locateRow(map, y, xs, ys);
    const start = resultAt + y * rowLength;
    // Such a line that begins and ends inside a rectangle stays inside.
    if (isStraight && isReached(0) && isReached(width - 1)) {
      sampleRun(0, width, start);
      continue;
    }
    for (let x = 0; x < width;) {
      const from = x;
      while (x < width && isReached(x)) x++;
      if (x > from) sampleRun(from, x, start + from * 3);
      if (x === width) break;
      const point = sampleAtEdge(picture, xs[x] as number, ys[x] as number);
      transformColour(colour, point).forEach((value, channel) => {
        bytes[start + x * 3 + channel] = Math.min(
          255,
          Math.max(0, Math.round(value)),
        );
      });
      x++;
    }
  }
  return takeOut(resultAt, height * rowLength, into);
}

/** Red, green, blue and constant, four numbers each, for sums of weights. */
function columnsOf(colour: ColourMatrix): number[] {
  return [0, 1, 2, 3].flatMap((column) => [
    ...[0, 4, 8].map(
      (row) => (colour[row + column] as number) * (column < 3 ? TO_LEVELS : 1),
    ),
    0,
  ]);
}

/** How far points lie beyond the edge, up to half of the side: so much of the surroundings is made ready. */
function marginFor(map: SourceMap, width: number, height: number): number {
  const farthest = farthestBeyond(map, width, height);
  const side = Math.max(width, height);
  const wobble = map.field === null ? 0 : FIELD_MARGIN * side;
  return Math.ceil(Math.min(side / 2, farthest + wobble)) + 2;
}

/** Of the corners, without the field. */
function farthestBeyond(
  { matrix }: SourceMap,
  width: number,
  height: number,
): number {
  const xs = new Float64Array(2);
  const ys = new Float64Array(2);
  const corners = { matrix, field: null };
  let farthest = 0;
  for (const y of [0, height - 1]) {
    locateRow(corners, y, xs, ys, width - 1);
    for (let i = 0; i < 2; i++) {
      const [column, row] = [xs[i] as number, ys[i] as number];
      const beyond = Math.max(-column, column - width, -row, row - height);
      farthest = Math.max(farthest, beyond);
    }
  }
  return farthest;
}

/** Whether a row of the result is a row of the picture, stretched or moved. */
function keepsRows({ matrix, field }: SourceMap): boolean {
  return (
    field === null &&
    !isHomography(matrix) &&
    matrix[1] === 0 &&
    matrix[3] === 0
  );
}

/** The same sums, one direction after the other; room for them is taken from the kernels' memory. */
function resampleRows(
  { width, height }: SourcePicture,
  { matrix }: SourceMap,
  source: { readonly origin: number; stride: number; margin: number },
  resultAt: number,
  matrixAt: number | null,
): void {
  const [a, , c, , e, f] = matrix;
  const { origin, stride, margin } = source;
  const columnsAt = kernels.allocate(width * 4);
  const weightsAt = kernels.allocate(width * 8);
  const lineAt = kernels.allocate((stride + 16) * 4);
  const { bytes, run } = kernels;
  const columns = new Int32Array(bytes.buffer, columnsAt, width);
  const weights = new Int32Array(bytes.buffer, weightsAt, 2 * width);
  for (let x = 0; x < width; x++) {
    const { whole, weight } = placeOf(c + a * x);
    columns[x] = (whole + margin) * 12;
    weights[2 * x] = WEIGHT_ONE - weight;
    weights[2 * x + 1] = weight;
  }
  for (let y = 0; y < height; y++) {
    const { whole, weight } = placeOf(f + e * y);
    const upper = origin + whole * stride - margin * 3;
    const factors = WEIGHT_ONE - weight + (weight << 16);
    run.blendRows(upper, upper + stride, factors, lineAt, stride);
    const to = resultAt + y * width * 3;
    if (matrixAt === null) {
      run.blendColumns(lineAt, columnsAt, weightsAt, width, to);
    } else {
      run.blendColourColumns(lineAt, columnsAt, weightsAt, width, to, matrixAt);
    }
  }
}

function placeOf(position: number): { whole: number; weight: number } {
  const whole = Math.floor(position);
  return { whole, weight: Math.floor((position - whole) * WEIGHT_ONE + 0.5) };
}

/** The picture with its surroundings in the kernels' memory. */
function placeWithMargin(
  { pixels, width, height, fill, background }: SourcePicture,
  margin: number,
): { origin: number; stride: number } {
  const stride = (width + 2 * margin) * 3;
  const address = kernels.allocate((height + 2 * margin) * stride);
  const { bytes } = kernels;
  const origin = address + margin * stride + margin * 3;
  const columns = Array.from({ length: margin }, (_, i) => [
    beyondEdge(i - margin, width, fill),
    beyondEdge(width + i, width, fill),
  ]);
  for (let y = 0; y < height; y++) {
    const row = origin + y * stride;
    const from = y * width * 3;
    bytes.set(pixels.subarray(from, from + width * 3), row);
    columns.forEach(([left = -1, right = -1], i) => {
      for (let c = 0; c < 3; c++) {
        const blank = background[c] as number;
        bytes[row + (i - margin) * 3 + c] =
          left < 0 ? blank : (pixels[from + left * 3 + c] as number);
        bytes[row + (width + i) * 3 + c] =
          right < 0 ? blank : (pixels[from + right * 3 + c] as number);
      }
    });
  }
  const blank = new Uint8Array(stride);
  for (let i = 0; i < stride; i++) blank[i] = background[i % 3] as number;
  const rowStart = (y: number) => origin + y * stride - margin * 3;
  for (let i = 0; i < margin; i++) {
    for (const y of [-1 - i, height + i]) {
      const source = beyondEdge(y, height, fill);
      if (source < 0) bytes.set(blank, rowStart(y));
      else {
        const from = rowStart(source);
        bytes.copyWithin(rowStart(y), from, from + stride);
      }
    }
  }
  return { origin, stride };
}

/** Where the points of a row of the result, `pace` apart, lie in the picture. */
function locateRow(
  { matrix, field }: SourceMap,
  y: number,
  xs: Float64Array,
  ys: Float64Array,
  pace = 1,
): void {
  const count = xs.length;
  const [a, b, c, d, e, f] = matrix;
  if (field === null && !isHomography(matrix)) {
    const startX = b * y + c;
    const startY = e * y + f;
    for (let i = 0; i < count; i++) {
      xs[i] = startX + a * i * pace;
      ys[i] = startY + d * i * pace;
    }
    return;
  }
  const [g, h, one] = isHomography(matrix) ? matrix.slice(6) : [0, 0, 1];
  for (let i = 0; i < count; i++) {
    const at = y * count + i;
    const u = i * pace + (field === null ? 0 : (field.x[at] as number));
    const v = y + (field === null ? 0 : (field.y[at] as number));
    const depth = (g as number) * u + (h as number) * v + (one as number);
    xs[i] = (a * u + b * v + c) / depth;
    ys[i] = (d * u + e * v + f) / depth;
  }
}

/** Bilinear far beyond the edge. */
function sampleAtEdge(
  { pixels, width, height, fill, background }: SourcePicture,
  x: number,
  y: number,
): Rgb {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const wx = Math.round((x - left) * WEIGHT_ONE);
  const wy = Math.round((y - top) * WEIGHT_ONE);
  const sum: [number, number, number] = [0, 0, 0];
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
  return [sum[0] * TO_LEVELS, sum[1] * TO_LEVELS, sum[2] * TO_LEVELS];
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
