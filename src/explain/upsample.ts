/**
 * Bilinear enlargement of a map to a picture's size; the centres of the outer cells are where they belong, beyond them the edge goes on.
 * @param values [height, width]
 * @returns [targetHeight, targetWidth]
 */
export function upsampleMap(
  values: ArrayLike<number>,
  width: number,
  height: number,
  targetWidth: number,
  targetHeight: number,
): Float32Array {
  const columns = weightsAlong(width, targetWidth);
  const rows = weightsAlong(height, targetHeight);
  const result = new Float32Array(targetWidth * targetHeight);
  rows.forEach(({ low: top, high: bottom, share: down }, y) => {
    columns.forEach(({ low: left, high: right, share: across }, x) => {
      const at = (row: number, column: number) =>
        values[row * width + column] as number;
      const upper = at(top, left) * (1 - across) + at(top, right) * across;
      const lower =
        at(bottom, left) * (1 - across) + at(bottom, right) * across;
      result[y * targetWidth + x] = upper * (1 - down) + lower * down;
    });
  });
  return result;
}

function weightsAlong(size: number, target: number) {
  return Array.from({ length: target }, (_, index) => {
    const place = ((index + 0.5) * size) / target - 0.5;
    const inside = Math.min(size - 1, Math.max(0, place));
    const low = Math.floor(inside);
    return { low, high: Math.min(size - 1, low + 1), share: inside - low };
  });
}
