import { createRandom } from "#engine/base/random.ts";

import {
  composeAffine,
  IDENTITY_AFFINE,
  invertAffine,
} from "./affine-matrix.ts";
import type { AffineMatrix } from "./affine-matrix.ts";
import type { AugmentationOperation } from "./augmentation.ts";
import { AUGMENTATION_CATALOG, AUGMENTATION_NAMES } from "./catalog.ts";
import type { AugmentationName } from "./catalog.ts";
import {
  composeColour,
  IDENTITY_COLOUR,
  transformColour,
} from "./colour-matrix.ts";
import type { ColourMatrix, Rgb } from "./colour-matrix.ts";
import type { AugmentationConfig, EdgeFill } from "./configuration.ts";

/** What was drawn for one picture: plain JSON, independent of the picture's size and content. */
export interface DrawnAugmentation {
  /** In the order in which they act; operations that are off are left out. */
  readonly operations: readonly {
    readonly name: AugmentationName;
    readonly drawn: readonly number[];
  }[];
  readonly fill: EdgeFill;
}

/**
 * Draws one version of one picture. Each operation has random numbers of its own, so that switching one on or off leaves the
 * others as they were.
 * @param epoch the version: epoch number, or the variant of a cached feature
 * @param imageKey what the picture is, usually its SHA-256; not its place in an order
 */
export function drawAugmentation(
  config: AugmentationConfig,
  seed: number,
  epoch: number,
  imageKey: string,
): DrawnAugmentation {
  const operations = AUGMENTATION_NAMES.flatMap((name) => {
    const amount = Number(config[name]);
    if (amount === 0) return [];
    const random = createRandom("augmentation", name, seed, epoch, imageKey);
    return [{ name, drawn: operation(name).draw(amount, random) }];
  });
  return { operations, fill: config.fill };
}

/**
 * All geometric operations as one matrix from a point of the result to the point of the picture that it shows.
 * @returns in pixel coordinates: (0, 0) is the centre of the first pixel
 */
export function geometricMatrix(
  { operations }: DrawnAugmentation,
  width: number,
  height: number,
): AffineMatrix {
  const frame = { width, height };
  const forward = operations.reduce<AffineMatrix>((matrix, { name, drawn }) => {
    const found = operation(name);
    return found.kind === "geometric"
      ? composeAffine(matrix, found.matrix(drawn, frame))
      : matrix;
  }, IDENTITY_AFFINE);
  const [a, b, c, d, e, f] = invertAffine(forward);
  const x = (width - 1) / 2;
  const y = (height - 1) / 2;
  return [a, b, c + x - a * x - b * y, d, e, f + y - d * x - e * y];
}

/**
 * All colour operations as one matrix.
 * @param mean the mean colour of the picture before augmentation, 0 to 255
 */
export function colourMatrix(
  { operations }: DrawnAugmentation,
  mean: Rgb,
): ColourMatrix {
  return operations.reduce<ColourMatrix>((matrix, { name, drawn }) => {
    const found = operation(name);
    return found.kind === "colour"
      ? composeColour(
          matrix,
          found.matrix(drawn, transformColour(matrix, mean)),
        )
      : matrix;
  }, IDENTITY_COLOUR);
}

function operation(name: AugmentationName): AugmentationOperation {
  return AUGMENTATION_CATALOG[name];
}
