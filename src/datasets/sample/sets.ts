import {
  DIGITS,
  drawDigit,
} from "#engine/datasets/sample/digits/draw-digit.ts";

import { SAMPLE_CLASSES, type SampleClass } from "./catalog.ts";
import { drawSamplePicture } from "./draw-picture.ts";

/** Pictures that are drawn rather than shipped. */
interface PictureSet {
  readonly classes: readonly string[];
  readonly imagesPerClass: number;
  /** Width and height in pixels. */
  readonly size: number;
  readonly channels: 1 | 3;
  /** The same (class, index, seed, size) gives the same pixels, [size, size, channels]. */
  readonly draw: (
    name: string,
    index: number,
    seed: number,
    size: number,
  ) => Uint8Array;
}

/** The sample data sets of pictures, by their ids. */
export const PICTURE_SETS = {
  /** Photo-like pictures in colour, to learn on top of a pretrained network. */
  mushrooms: {
    classes: SAMPLE_CLASSES,
    imagesPerClass: 60,
    size: 256,
    channels: 3,
    draw: (name, index, seed, size) =>
      drawSamplePicture(name as SampleClass, index, seed, size),
  },
  /** Small and gray, to train a network such as LeNet-5 from scratch. */
  digits: {
    classes: Array.from({ length: DIGITS }, (_, digit) => String(digit)),
    imagesPerClass: 200,
    size: 32,
    channels: 1,
    draw: (name, index, seed, size) =>
      drawDigit(Number(name), index, seed, { size }),
  },
} satisfies Record<string, PictureSet>;

export type PictureSetId = keyof typeof PICTURE_SETS;
