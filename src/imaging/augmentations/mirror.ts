import { kernels } from "#engine/imaging/picture-kernels.ts";

import type { SourceMap, SourcePicture } from "./resample.ts";

/** The picture mirrored, where that is all that the map does; else null. */
export function mirrored(
  { pixels, width, height }: SourcePicture,
  { matrix, field }: SourceMap,
): Uint8Array | null {
  const [a, b, c, d, e, f] = matrix;
  const isMirror =
    field === null &&
    matrix.length === 6 &&
    b === 0 &&
    d === 0 &&
    Math.abs(a) === 1 &&
    Math.abs(e) === 1 &&
    c === (a < 0 ? width - 1 : 0) &&
    f === (e < 0 ? height - 1 : 0);
  if (!isMirror) return null;
  const rowLength = width * 3;
  if (a > 0) {
    const result = new Uint8Array(pixels.length);
    for (let y = 0; y < height; y++) {
      const from = (height - 1 - y) * rowLength;
      result.set(pixels.subarray(from, from + rowLength), y * rowLength);
    }
    return result;
  }
  kernels.clear();
  const fromAt = kernels.allocate(pixels.length);
  const toAt = kernels.allocate(pixels.length);
  const { bytes, run } = kernels;
  bytes.set(pixels, fromAt);
  for (let y = 0; y < height; y++) {
    const row = e < 0 ? height - 1 - y : y;
    run.mirrorRow(fromAt + row * rowLength, toAt + y * rowLength, width);
  }
  return bytes.slice(toAt, toAt + pixels.length);
}
