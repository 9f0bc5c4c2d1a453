import { createRandom, type Random } from "#engine/base/random.ts";

import { drawForm, type Point, type Stroke } from "./strokes.ts";

export const DIGITS = 10;

export interface DigitPicture {
  /** Width and height in pixels. */
  readonly size: number;
  /** Height of a digit as a share of the picture's, about; default 0.7, as in MNIST. */
  readonly extent?: number;
}

/**
 * Draws a digit by hand, as it were: one of its forms, its strokes shaken, slanted, turned, narrow or wide, with a thin or a thick pen;
 * white on black, in the middle of the picture.
 * @param digit 0 to 9
 * @param index which picture of the digit; the same (digit, index, seed, picture) gives the same pixels
 * @returns gray, 8 bits, [size, size]
 */
export function drawDigit(
  digit: number,
  index: number,
  seed: number,
  { size, extent = 0.7 }: DigitPicture,
): Uint8Array {
  const random = createRandom("digit", digit, index, seed);
  const strokes = drawForm(digit, random).map((stroke) =>
    shaken(stroke, random),
  );
  const hand = drawHand(random);
  const paths = centred(
    strokes.map((stroke) => pathOf(stroke).map(hand)),
    size,
    extent * size * random.uniform(0.88, 1.06),
  );
  const radius = extent * size * random.uniform(0.045, 0.1);
  const ink = random.uniform(200, 255);
  return inked(paths, size, radius, ink);
}

function shaken({ kind, points }: Stroke, random: Random): Stroke {
  const shake = () => random.normal() * 0.025;
  return {
    kind,
    points: points.map(([x, y]): Point => [x + shake(), y + shake()]),
  };
}

/** How a person writes: width, slant and turn of all strokes together. */
function drawHand(random: Random): (point: Point) => Point {
  const width = random.uniform(0.5, 0.8);
  const slant = random.uniform(-0.12, 0.38);
  const turn = random.normal() * 0.07;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return ([x, y]) => {
    const wide = (x - 0.5) * width - (y - 0.5) * slant;
    const high = y - 0.5;
    return [wide * cos - high * sin, wide * sin + high * cos];
  };
}

const STEPS_PER_BEND = 8;

/** The points that a pen passes: of a bend, a Catmull–Rom spline's. */
function pathOf({ kind, points }: Stroke): Point[] {
  if (kind === "line") return [...points];
  return points.flatMap((from, index) => {
    const to = points[index + 1];
    if (to === undefined) return [from];
    const before = points[index - 1] ?? from;
    const after = points[index + 2] ?? to;
    return Array.from({ length: STEPS_PER_BEND }, (_, step): Point => {
      const t = step / STEPS_PER_BEND;
      const along = (axis: 0 | 1) =>
        spline(before[axis], from[axis], to[axis], after[axis], t);
      return [along(0), along(1)];
    });
  });
}

function spline(a: number, b: number, c: number, d: number, t: number): number {
  return (
    b +
    0.5 *
      t *
      (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
  );
}

/** In pixels, `height` high, with the middle of the digit in the middle of the picture. */
function centred(
  paths: readonly (readonly Point[])[],
  size: number,
  height: number,
): Point[][] {
  const points = paths.flat();
  const range = (axis: 0 | 1) => {
    const values = points.map((point) => point[axis]);
    return { low: Math.min(...values), high: Math.max(...values) };
  };
  const [x, y] = [range(0), range(1)];
  const scale = height / Math.max(y.high - y.low, x.high - x.low);
  return paths.map((path) =>
    path.map(([px, py]) => [
      (px - (x.low + x.high) / 2) * scale + size / 2,
      (py - (y.low + y.high) / 2) * scale + size / 2,
    ]),
  );
}

/** Every pixel by its distance to the nearest stroke, with an edge of one pixel. */
function inked(
  paths: readonly (readonly Point[])[],
  size: number,
  radius: number,
  ink: number,
): Uint8Array {
  const nearest = new Float32Array(size * size).fill(Infinity);
  for (const path of paths) {
    for (let i = 1; i < path.length; i++) {
      approach(
        nearest,
        size,
        path[i - 1] as Point,
        path[i] as Point,
        radius + 1,
      );
    }
  }
  return Uint8Array.from(nearest, (square) => {
    const cover = Math.min(1, Math.max(0, radius + 0.5 - Math.sqrt(square)));
    return Math.round(ink * cover);
  });
}

/** Lowers the squared distances of the pixels that lie up to `reach` from a piece of a stroke. */
function approach(
  nearest: Float32Array,
  size: number,
  [ax, ay]: Point,
  [bx, by]: Point,
  reach: number,
): void {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy || 1;
  const from = (a: number, b: number) =>
    Math.max(0, Math.floor(Math.min(a, b) - reach));
  const to = (a: number, b: number) =>
    Math.min(size, Math.ceil(Math.max(a, b) + reach));
  for (let row = from(ay, by); row < to(ay, by); row++) {
    for (let column = from(ax, bx); column < to(ax, bx); column++) {
      const [x, y] = [column + 0.5 - ax, row + 0.5 - ay];
      const t = Math.min(1, Math.max(0, (x * dx + y * dy) / length));
      const square = (x - t * dx) ** 2 + (y - t * dy) ** 2;
      const pixel = row * size + column;
      if (square < (nearest[pixel] as number)) nearest[pixel] = square;
    }
  }
}
