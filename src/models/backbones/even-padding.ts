type BeforeAndAfter = readonly [number, number];

/** Attribute of `zeroPadding2d` for as many zeros at each of the four edges. */
export function evenPadding(
  pixels: number,
): readonly [BeforeAndAfter, BeforeAndAfter] {
  return [
    [pixels, pixels],
    [pixels, pixels],
  ];
}
