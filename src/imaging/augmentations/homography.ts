import type { AffineMatrix } from "./affine-matrix.ts";

/** x' = (a·x + b·y + c) / w, y' = (d·x + e·y + f) / w with w = g·x + h·y + i, as [a, b, c, d, e, f, g, h, i]. */
export type Homography = readonly [...AffineMatrix, number, number, number];

/** Four points, one after the other around. */
export type Quadrilateral = readonly [Point, Point, Point, Point];
type Point = readonly [x: number, y: number];

export function isHomography(
  matrix: AffineMatrix | Homography,
): matrix is Homography {
  return matrix.length === 9;
}

/** The matrix that does `first`, then `second`. */
export function composeHomography(
  first: AffineMatrix | Homography,
  second: AffineMatrix | Homography,
): Homography {
  const a = toHomography(first);
  const b = toHomography(second);
  return combine((row, column) => {
    let sum = 0;
    for (let k = 0; k < 3; k++) {
      sum += (b[row * 3 + k] as number) * (a[k * 3 + column] as number);
    }
    return sum;
  });
}

/** Up to a factor, which a homography does not notice. */
export function invertHomography(matrix: Homography): Homography {
  const at = (row: number, column: number) =>
    matrix[(row % 3) * 3 + (column % 3)] as number;
  return combine(
    (row, column) =>
      at(column + 1, row + 1) * at(column + 2, row + 2) -
      at(column + 1, row + 2) * at(column + 2, row + 1),
  );
}

/**
 * What takes the corners of the unit square, (0, 0), (1, 0), (1, 1), (0, 1), to four points: Paul Heckbert, Fundamentals of texture mapping
 * and image warping, 1989, section 2.2.3.
 */
export function squareToQuadrilateral([p, q, r, s]: Quadrilateral): Homography {
  const [x, y] = [p[0] - q[0] + r[0] - s[0], p[1] - q[1] + r[1] - s[1]];
  const [x1, y1] = [q[0] - r[0], q[1] - r[1]];
  const [x2, y2] = [s[0] - r[0], s[1] - r[1]];
  const area = x1 * y2 - x2 * y1;
  const g = (x * y2 - x2 * y) / area;
  const h = (x1 * y - x * y1) / area;
  return [
    q[0] - p[0] + g * q[0],
    s[0] - p[0] + h * s[0],
    p[0],
    q[1] - p[1] + g * q[1],
    s[1] - p[1] + h * s[1],
    p[1],
    g,
    h,
    1,
  ];
}

function toHomography(matrix: AffineMatrix | Homography): Homography {
  return isHomography(matrix) ? matrix : [...matrix, 0, 0, 1];
}

function combine(entry: (row: number, column: number) => number): Homography {
  return Array.from({ length: 9 }, (_, i) =>
    entry(Math.floor(i / 3), i % 3),
  ) as unknown as Homography;
}
