/** x' = a·x + b·y + c, y' = d·x + e·y + f, as [a, b, c, d, e, f]. */
export type AffineMatrix = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
];

export const IDENTITY_AFFINE: AffineMatrix = [1, 0, 0, 0, 1, 0];

/** The matrix that does `first`, then `second`. */
export function composeAffine(
  first: AffineMatrix,
  second: AffineMatrix,
): AffineMatrix {
  const [a, b, c, d, e, f] = first;
  const [p, q, r, s, t, u] = second;
  return [
    p * a + q * d,
    p * b + q * e,
    p * c + q * f + r,
    s * a + t * d,
    s * b + t * e,
    s * c + t * f + u,
  ];
}

/** @throws RangeError for a matrix that flattens the plane */
export function invertAffine(matrix: AffineMatrix): AffineMatrix {
  const [a, b, c, d, e, f] = matrix;
  const determinant = a * e - b * d;
  if (determinant === 0) {
    throw new RangeError(
      "A matrix with a determinant other than 0 is needed. Received: 0.",
    );
  }
  return [
    e / determinant,
    -b / determinant,
    (b * f - c * e) / determinant,
    -d / determinant,
    a / determinant,
    (c * d - a * f) / determinant,
  ];
}
