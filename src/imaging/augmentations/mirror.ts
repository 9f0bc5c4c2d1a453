import { kernels } from "#engine/imaging/picture-kernels.ts";

import { throughKernels } from "./kernel-pixels.ts";
import type { SourceMap, SourcePicture } from "./resample.ts";

/** The picture mirrored, where that is all that the map does; else null. */
export function mirrored(
  { pixels, width, height }: SourcePicture,
  { matrix, field }: SourceMap,
  into: Uint8Array | undefined,
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
    const result = into ?? new Uint8Array(pixels.length);
    for (let y = 0; y < height; y++) {
      const from = (height - 1 - y) * rowLength;
      result.set(pixels.subarray(from, from + rowLength), y * rowLength);
    }
    return result;
  }
  return throughKernels(pixels, into, (from, to) => {
    const isUpsideDown = e < 0;
    const first = from + (isUpsideDown ? (height - 1) * rowLength : 0);
    const pace = isUpsideDown ? -rowLength : rowLength;
    kernels.run.mirrorRows(first, pace, to, width, height);
    return to;
  });
}
