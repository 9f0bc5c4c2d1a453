import { createRandom } from "#engine/base/random.ts";

import {
  composeAffine,
  IDENTITY_AFFINE,
  invertAffine,
} from "./affine-matrix.ts";
import type { AffineMatrix } from "./affine-matrix.ts";
import type {
  AugmentationOperation,
  DisplacementField,
} from "./augmentation.ts";
import { AUGMENTATION_CATALOG, AUGMENTATION_NAMES } from "./catalog.ts";
import type { AugmentationName } from "./catalog.ts";
import {
  composeColour,
  IDENTITY_COLOUR,
  transformColour,
} from "./colour-matrix.ts";
import type { ColourMatrix, Rgb } from "./colour-matrix.ts";
import type { AugmentationConfig, EdgeFill } from "./configuration.ts";
import {
  composeHomography,
  invertHomography,
  isHomography,
} from "./homography.ts";
import type { Homography } from "./homography.ts";
import { drawPolicy } from "./policy-spaces.ts";

/** One operation with the numbers that were drawn for it. */
export interface DrawnOperation {
  readonly name: AugmentationName;
  readonly drawn: readonly number[];
}

/** What was drawn for one picture: plain JSON, independent of the picture's size and content. */
export interface DrawnAugmentation {
  /** In the order in which they act; operations that are off are left out. */
  readonly operations: readonly DrawnOperation[];
  readonly fill: EdgeFill;
}

/**
 * Draws one version of one picture. Each operation has random numbers of its own, so that switching one on or off leaves the
 * others as they were. A policy comes after geometry and colour, and before what spoils and covers.
 * @param epoch the version: epoch number, or the variant of a cached feature
 * @param imageKey what the picture is, usually its SHA-256; not its place in an order
 */
export function drawAugmentation(
  config: AugmentationConfig,
  seed: number,
  epoch: number,
  imageKey: string,
): DrawnAugmentation {
  const randomFor = (name: string) =>
    createRandom("augmentation", name, seed, epoch, imageKey);
  const drawn = AUGMENTATION_NAMES.flatMap((name) => {
    const amount = Number(config[name] ?? 0);
    if (amount === 0) return [];
    return [{ name, drawn: operation(name).draw(amount, randomFor(name)) }];
  });
  const { policy, fill } = config;
  if (policy === undefined) return { operations: drawn, fill };
  const spoils = ({ name }: DrawnOperation) =>
    operation(name).kind === "pixels";
  return {
    operations: [
      ...drawn.filter((one) => !spoils(one)),
      ...drawPolicy(policy, randomFor("policy")),
      ...drawn.filter(spoils),
    ],
    fill,
  };
}

/**
 * All geometric operations as one matrix from a point of the result to the point of the picture that it shows.
 * @returns in pixel coordinates: (0, 0) is the centre of the first pixel
 */
export function geometricMatrix(
  operations: readonly DrawnOperation[],
  width: number,
  height: number,
): AffineMatrix | Homography {
  const frame = { width, height };
  const forward = operations.reduce<AffineMatrix | Homography>(
    (matrix, { name, drawn }) => {
      const found = operation(name);
      if (found.kind !== "geometric") return matrix;
      const next = found.matrix(drawn, frame);
      return isHomography(matrix) || isHomography(next)
        ? composeHomography(matrix, next)
        : composeAffine(matrix, next);
    },
    IDENTITY_AFFINE,
  );
  const x = (width - 1) / 2;
  const y = (height - 1) / 2;
  if (isHomography(forward)) {
    return composeHomography(
      composeHomography([1, 0, -x, 0, 1, -y], invertHomography(forward)),
      [1, 0, x, 0, 1, y],
    );
  }
  const [a, b, c, d, e, f] = invertAffine(forward);
  return [a, b, c + x - a * x - b * y, d, e, f + y - d * x - e * y];
}

/** Where points are moved one by one, before the matrix: null where that is not so. */
export function displacementField(
  operations: readonly DrawnOperation[],
  width: number,
  height: number,
): DisplacementField | null {
  for (const { name, drawn } of operations) {
    const found = operation(name);
    if (found.kind === "displacement" && drawn[0] !== 0) {
      return found.field(drawn, { width, height });
    }
  }
  return null;
}

/**
 * Colour operations as one matrix.
 * @param mean the mean colour of the picture before them, 0 to 255
 */
export function colourMatrix(
  operations: readonly DrawnOperation[],
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

export function operation(name: AugmentationName): AugmentationOperation {
  return AUGMENTATION_CATALOG[name];
}
