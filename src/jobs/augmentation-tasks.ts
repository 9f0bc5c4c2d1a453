import type { AugmentationName, Augmentation } from "#api/augmentation.ts";
import type { ResizeChoice } from "#api/resize.ts";
import { defaultThreads } from "#engine/datasets/batches.ts";
import { augmentPixels } from "#engine/imaging/augmentations/apply.ts";
import {
  AUGMENTATION_CATALOG,
  AUGMENTATION_NAMES,
} from "#engine/imaging/augmentations/catalog.ts";
import { drawAugmentation } from "#engine/imaging/augmentations/draw.ts";
import { drawMix, mixPixels } from "#engine/imaging/augmentations/mixing.ts";
import { normaliseInto } from "#engine/imaging/normalise.ts";
import { pngDataUrl } from "#engine/imaging/png.ts";
import {
  decodedPicture,
  previewPreprocessing,
} from "./preview-augmentation.ts";

export interface OnePictureRequest extends ResizeChoice {
  readonly picture: { readonly sha256: string; readonly path: string };
  readonly augmentation: Augmentation;
  readonly inputSize: number;
}

/** A picture at both ends of each operation that is on. */
export async function augmentationEnds(
  request: OnePictureRequest,
): Promise<{ name: AugmentationName; low: string; high: string }[]> {
  const { picture, augmentation, inputSize: size } = request;
  const preprocessing = previewPreprocessing(request);
  const pixels = await decodedPicture(
    picture.sha256,
    picture.path,
    preprocessing,
  );
  return AUGMENTATION_NAMES.flatMap((name) => {
    const amount = Number(augmentation[name] ?? 0);
    if (amount === 0) return [];
    const [low, high] = AUGMENTATION_CATALOG[name].ends(amount);
    const shown = (drawn: readonly number[]) =>
      pngDataUrl(
        augmentPixels(
          pixels,
          size,
          size,
          { operations: [{ name, drawn }], fill: augmentation.fill },
          preprocessing.background,
        ),
        size,
        size,
        3,
      );
    return [{ name, low: shown(low), high: shown(high) }];
  });
}

const WARM_UP_MS = 40;
const MEASURED_MS = 120;

/** How fast this thread draws, augments, mixes and normalises, measured for a moment. */
export async function augmentationCost(
  request: OnePictureRequest,
): Promise<{ imagesPerSecond: number; threads: number }> {
  const { picture, augmentation, inputSize: size } = request;
  const preprocessing = previewPreprocessing(request);
  const pixels = await decodedPicture(
    picture.sha256,
    picture.path,
    preprocessing,
  );
  const batch = new Float32Array(size * size * 3);
  const { background } = preprocessing;
  // As the threads of training have it.
  const place = new Uint8Array(pixels.length);
  let version = 0;
  const makeOne = () => {
    version++;
    const drawn = drawAugmentation(augmentation, 0, version, picture.sha256);
    const mix = drawMix(augmentation, 0, version, picture.sha256);
    const augmented = augmentPixels(
      pixels,
      size,
      size,
      drawn,
      background,
      place,
    );
    const ready =
      mix === null
        ? augmented
        : mixPixels(augmented, pixels, mix, size, size, place);
    normaliseInto(ready, preprocessing, batch, 0);
  };
  repeatFor(WARM_UP_MS, makeOne);
  const began = performance.now();
  const count = repeatFor(MEASURED_MS, makeOne);
  return {
    imagesPerSecond: (count * 1000) / (performance.now() - began),
    threads: defaultThreads(),
  };
}

function repeatFor(milliseconds: number, act: () => void): number {
  const end = performance.now() + milliseconds;
  let count = 0;
  while (performance.now() < end) {
    act();
    count++;
  }
  return count;
}
