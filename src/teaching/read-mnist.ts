import { existsSync } from "node:fs";
import { join } from "node:path";

import { StudioError } from "#engine/base/errors.ts";
import { tensor } from "#engine/base/tensor.ts";
import {
  readIdxLabels,
  readIdxPictures,
} from "#engine/datasets/binary-sets/idx-files.ts";
import { fileOnDisk } from "#engine/datasets/binary-sets/set-files.ts";
import type { LabelledPictures } from "./labelled-pictures.ts";

/**
 * Digits of a folder with MNIST's IDX files, as they are or gzipped: `train-images-idx3-ubyte`, `t10k-labels-idx1-ubyte` and so on.
 * Yann LeCun, Corinna Cortes, Christopher Burges: The MNIST database, http://yann.lecun.com/exdb/mnist/.
 * @param most no more than these many pictures are taken, from the first on
 * @throws StudioError `experiments/bad-digits` for a file that is not there, `binary-set/damaged` naming the file
 */
export async function readMnist(
  folder: string,
  side: "train" | "t10k",
  most: number,
): Promise<LabelledPictures> {
  const file = fileOnDisk(
    plainOrGzipped(join(folder, `${side}-images-idx3-ubyte`)),
  );
  const labels = await readIdxLabels(
    fileOnDisk(plainOrGzipped(join(folder, `${side}-labels-idx1-ubyte`))),
  );
  const count = Math.min(labels.length, most);
  let values = new Float32Array();
  let shape = [0, 0];
  let taken = 0;
  for await (const picture of readIdxPictures(file, labels.length)) {
    const { pixels, width, height } = picture;
    if (taken === 0) {
      shape = [height, width];
      values = new Float32Array(count * pixels.length);
    }
    values.set(
      Float32Array.from(pixels, (value) => value / 255),
      taken * pixels.length,
    );
    if (++taken === count) break;
  }
  return {
    pictures: tensor([count, ...shape, 1], values),
    labels: labels.slice(0, count),
  };
}

function plainOrGzipped(path: string): string {
  const found = [path, `${path}.gz`].find((name) => existsSync(name));
  if (found !== undefined) return found;
  throw new StudioError(
    "experiments/bad-digits",
    `For ${path}, expected this file, or the same with .gz behind it. Received: none. Give the folder of MNIST's four IDX files.`,
  );
}
