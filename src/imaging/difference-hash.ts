import {
  standardPreprocessing,
  type Preprocessing,
} from "#engine/graph/preprocessing.ts";

import { preparePicture } from "./prepare.ts";

const COLUMNS = 17;
const ROWS = 16;
/** Squashed to one column more than there are bits in a row. */
const SMALL: Preprocessing = {
  ...standardPreprocessing(COLUMNS, "zero-to-255"),
  height: ROWS,
};

/**
 * A hash that stays nearly the same when a picture is resized, compressed or brightened: one bit for each of 16 × 16 pixels of a small gray
 * version, whether the next pixel in the row is brighter (Neal Krawetz, Kind of Like That, 2013, hackerfactor.com).
 * The list of pictures that the built-in backbone saw holds it; made again here to check that list.
 * @param bytes of a picture file
 * @returns 256 bits, 32 to a number
 * @throws PictureError for a file that cannot be used
 */
export async function differenceHash(bytes: Uint8Array): Promise<Uint32Array> {
  const pixels = await preparePicture(bytes, SMALL);
  const light = (row: number, column: number) => {
    const start = (row * COLUMNS + column) * 3;
    const [red = 0, green = 0, blue = 0] = pixels.subarray(start, start + 3);
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  };
  const hash = new Uint32Array((ROWS * (COLUMNS - 1)) / 32);
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS - 1; column++) {
      if (light(row, column + 1) <= light(row, column)) continue;
      const bit = row * (COLUMNS - 1) + column;
      hash[bit >> 5]! |= 1 << (bit & 31);
    }
  }
  return hash;
}
