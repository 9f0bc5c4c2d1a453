import { existsSync } from "node:fs";
import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { StudioError } from "#engine/base/errors.ts";
import { generateSampleSet } from "#engine/datasets/sample/sample-set.ts";

/** The pictures that decoding and transfer learning are measured on, as every side reads them. */
export interface BenchPictures {
  readonly name: string;
  readonly classes: readonly string[];
  readonly train: readonly LabelledFile[];
  readonly validation: readonly LabelledFile[];
}

/** Absolute path and position of the class. */
export type LabelledFile = readonly [path: string, label: number];

const SIDES = ["train", "validation"] as const;
const PICTURE = /\.(jpe?g|png)$/i;
const SAMPLE_PER_CLASS = 60;
/** Of the generated sample; the rest validates. */
const SAMPLE_TRAIN_SHARE = 0.75;

/**
 * Reads a data set with a train and a validation folder of class folders.
 * @throws StudioError `bench/bad-data`
 */
export async function readBenchPictures(
  folder: string,
  name: string,
): Promise<BenchPictures> {
  const root = resolve(folder);
  const missing = SIDES.find((side) => !existsSync(join(root, side)));
  if (missing) {
    throw new StudioError(
      "bench/bad-data",
      `${root} should hold the folders train and validation with a folder per class in each. There is no ${missing}. Name another folder, or none for drawn pictures.`,
    );
  }
  const classes = (await readdir(join(root, "train"))).toSorted();
  const side = async (part: string): Promise<LabelledFile[]> => {
    const lists = await Promise.all(
      classes.map(async (label, position) => {
        const place = join(root, part, label);
        const files = existsSync(place) ? await readdir(place) : [];
        return files
          .filter((file) => PICTURE.test(file))
          .toSorted()
          .map((file): LabelledFile => [join(place, file), position]);
      }),
    );
    return lists.flat();
  };
  return {
    name,
    classes,
    train: await side("train"),
    validation: await side("validation"),
  };
}

/** Draws the sample data set into a folder, for machines without real pictures. */
export async function drawBenchPictures(
  folder: string,
  perClass = SAMPLE_PER_CLASS,
): Promise<BenchPictures> {
  const drawn = await generateSampleSet(join(folder, "train"), {
    imagesPerClass: perClass,
  });
  for (const { name } of drawn.classes) {
    const from = join(folder, "train", name);
    const to = join(folder, "validation", name);
    await mkdir(to, { recursive: true });
    const files = (await readdir(from)).toSorted();
    const kept = Math.ceil(files.length * SAMPLE_TRAIN_SHARE);
    for (const file of files.slice(kept)) {
      await rename(join(from, file), join(to, file));
    }
  }
  return readBenchPictures(folder, "drawn sample of mushrooms");
}

/** For the sides, which read the lists from a file. */
export async function writePictureLists(
  path: string,
  pictures: BenchPictures,
): Promise<void> {
  await writeFile(path, JSON.stringify(pictures));
}
