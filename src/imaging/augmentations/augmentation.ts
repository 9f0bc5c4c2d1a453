import type { Random } from "#engine/base/random.ts";

import type { AffineMatrix } from "./affine-matrix.ts";
import type { ColourMatrix, Rgb } from "./colour-matrix.ts";

/** What a person can set: on or off, or how far the draw may go either way (0 is off). */
export type AugmentationParameter =
  | { readonly kind: "switch" }
  | {
      readonly kind: "amount";
      readonly maximum: number;
      /** A value that suits most photographs; presets may differ. */
      readonly default: number;
      readonly unit: "degrees" | "share";
    };

interface Described {
  /** As shown in the studio. */
  readonly title: string;
  /** One line: when it helps, or when it harms. */
  readonly why: string;
  readonly parameter: AugmentationParameter;
  /**
   * The random part, without looking at a picture.
   * @param amount the setting; 1 for a switch that is on
   * @returns plain numbers whose meaning the second step knows
   */
  draw(amount: number, random: Random): readonly number[];
}

export interface GeometricAugmentation extends Described {
  readonly kind: "geometric";
  /** Where each point of the picture goes, in pixels from the picture's centre, x to the right and y down. */
  matrix(
    drawn: readonly number[],
    frame: { readonly width: number; readonly height: number },
  ): AffineMatrix;
}

export interface ColourAugmentation extends Described {
  readonly kind: "colour";
  /** @param mean the picture's mean colour after the colour operations before this one, 0 to 255 */
  matrix(drawn: readonly number[], mean: Rgb): ColourMatrix;
}

export type AugmentationOperation = GeometricAugmentation | ColourAugmentation;
