/**
 * A picture with slopes and edges in every direction, each channel of its own.
 * @param values from the first of these on, as many different ones; RGB8, [height, width, 3]
 */
export function chequeredScene(
  width: number,
  height: number,
  values: { readonly first: number; readonly count: number } = {
    first: 0,
    count: 256,
  },
): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const check = (Math.floor(x / 8) + Math.floor(y / 6)) % 2;
        const value = x * (3 + c) + y * (5 - c) + check * 60 + c * 20;
        pixels[(y * width + x) * 3 + c] = (value % values.count) + values.first;
      }
    }
  }
  return pixels;
}
