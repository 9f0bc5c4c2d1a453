import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { StudioError } from "#engine/base/errors.ts";
import { tensor } from "#engine/base/tensor.ts";
import type { LabelledPictures } from "./labelled-pictures.ts";

/**
 * Digits of a folder with MNIST's IDX files, as they are or gzipped: `train-images-idx3-ubyte`, `t10k-labels-idx1-ubyte` and so on.
 * Yann LeCun, Corinna Cortes, Christopher Burges: The MNIST database, http://yann.lecun.com/exdb/mnist/.
 * @param most no more than these many pictures are taken, from the first on
 * @throws StudioError `experiments/bad-digits` naming the file
 */
export async function readMnist(
  folder: string,
  side: "train" | "t10k",
  most: number,
): Promise<LabelledPictures> {
  const images = await readIdx(join(folder, `${side}-images-idx3-ubyte`), 3);
  const labels = await readIdx(join(folder, `${side}-labels-idx1-ubyte`), 1);
  const [count = 0, height = 0, width = 0] = images.extents;
  if (labels.extents[0] !== count) {
    throw badDigits(
      join(folder, `${side}-labels-idx1-ubyte`),
      `${count} labels, one per picture`,
      String(labels.extents[0]),
    );
  }
  const taken = Math.min(count, most);
  const values = images.values.subarray(0, taken * height * width);
  return {
    pictures: tensor(
      [taken, height, width, 1],
      Float32Array.from(values, (value) => value / 255),
    ),
    labels: labels.values.slice(0, taken),
  };
}

interface IdxFile {
  readonly extents: readonly number[];
  readonly values: Uint8Array;
}

/** Bytes of an IDX file: two zeros, 8 for bytes, the number of axes, their extents as big-endian words, then the values. */
async function readIdx(path: string, axes: number): Promise<IdxFile> {
  const bytes = await readPlainOrGzipped(path);
  const header = 4 + 4 * axes;
  if (bytes.length < header || bytes.readUInt32BE(0) !== 0x800 + axes) {
    throw badDigits(
      path,
      `an IDX file of bytes with ${axes} axes`,
      "another file",
    );
  }
  const extents = Array.from({ length: axes }, (_, axis) =>
    bytes.readUInt32BE(4 + 4 * axis),
  );
  const size = extents.reduce((product, extent) => product * extent, 1);
  if (bytes.length !== header + size) {
    throw badDigits(path, `${header + size} bytes`, `${bytes.length}`);
  }
  return { extents, values: bytes.subarray(header) };
}

async function readPlainOrGzipped(path: string): Promise<Buffer> {
  for (const [name, unpack] of [
    [path, (bytes: Buffer) => bytes],
    [`${path}.gz`, (bytes: Buffer) => gunzipSync(bytes)],
  ] as const) {
    const bytes = await readFile(name).catch(() => null);
    if (bytes) return unpack(bytes);
  }
  throw badDigits(path, "this file, or the same with .gz behind it", "none");
}

function badDigits(path: string, expected: string, received: string) {
  return new StudioError(
    "experiments/bad-digits",
    `For ${path}, expected ${expected}. Received: ${received}. Give the folder of MNIST's four IDX files.`,
  );
}
