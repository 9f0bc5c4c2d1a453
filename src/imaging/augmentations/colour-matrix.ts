/** Red, green, blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Three rows of [red, green, blue, constant]: out = row · (r, g, b, 1), in 0 to 255. */
export type ColourMatrix = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

export const IDENTITY_COLOUR: ColourMatrix = [
  1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0,
];

/** Rec. 601 luma, the grey of Pillow, torchvision and TensorFlow. */
export const LUMA: Rgb = [0.299, 0.587, 0.114];

export function lumaOf([r, g, b]: Rgb): number {
  return LUMA[0] * r + LUMA[1] * g + LUMA[2] * b;
}

/** The matrix that does `first`, then `second`; nothing is cut off to 0 to 255 in between. */
export function composeColour(
  first: ColourMatrix,
  second: ColourMatrix,
): ColourMatrix {
  const result: number[] = [];
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 4; column++) {
      let sum = column === 3 ? (second[row * 4 + 3] as number) : 0;
      for (let k = 0; k < 3; k++) {
        sum +=
          (second[row * 4 + k] as number) * (first[k * 4 + column] as number);
      }
      result.push(sum);
    }
  }
  return result as unknown as ColourMatrix;
}

export function transformColour(matrix: ColourMatrix, [r, g, b]: Rgb): Rgb {
  const row = (at: number) =>
    (matrix[at] as number) * r +
    (matrix[at + 1] as number) * g +
    (matrix[at + 2] as number) * b +
    (matrix[at + 3] as number);
  return [row(0), row(4), row(8)];
}

export function isIdentityColour(matrix: ColourMatrix): boolean {
  return matrix.every((value, i) => value === IDENTITY_COLOUR[i]);
}
