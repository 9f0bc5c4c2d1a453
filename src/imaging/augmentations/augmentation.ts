import type { Random } from "#engine/base/random.ts";

import type { AffineMatrix } from "./affine-matrix.ts";
import type { ColourMatrix, Rgb } from "./colour-matrix.ts";
import type { Homography } from "./homography.ts";

/** What a person can set: on or off, or how far the draw may go either way (0 is off). */
export type AugmentationParameter =
  | { readonly kind: "switch" }
  | {
      readonly kind: "amount";
      readonly maximum: number;
      /** A value that suits most photographs; presets may differ. */
      readonly default: number;
      readonly unit: AugmentationUnit;
    };

/**
 * `share` is told in per cent; `chance` is the share of pictures that it happens to; `pixels` are those of the network's input; `quality`
 * is how far JPEG's 100 may sink; `concentration` is the α of a beta distribution.
 */
export type AugmentationUnit =
  | "degrees"
  | "share"
  | "chance"
  | "pixels"
  | "bits"
  | "quality"
  | "concentration";

/** Where the studio shows it. */
export type AugmentationGroup =
  "geometry" | "colour" | "degradation" | "occlusion" | "mixing";

interface Described {
  readonly group: AugmentationGroup;
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
  /** What is drawn at the two ends of the range: as far as it goes one way, and the other way (or hardly at all and most). */
  ends(amount: number): readonly [readonly number[], readonly number[]];
}

export interface GeometricAugmentation extends Described {
  readonly kind: "geometric";
  /** Where each point of the picture goes, in pixels from the picture's centre, x to the right and y down. */
  matrix(
    drawn: readonly number[],
    frame: { readonly width: number; readonly height: number },
  ): AffineMatrix | Homography;
}

/** Moves each point of the result by itself; joins the matrices of the others in the one resampling, as the last of them. */
export interface DisplacementAugmentation extends Described {
  readonly kind: "displacement";
  field(
    drawn: readonly number[],
    frame: { readonly width: number; readonly height: number },
  ): DisplacementField;
}

/** How far to the right and down of each point of the result its source lies, in pixels. */
export interface DisplacementField {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

export interface ColourAugmentation extends Described {
  readonly kind: "colour";
  /** @param mean the picture's mean colour after the colour operations before this one, 0 to 255 */
  matrix(drawn: readonly number[], mean: Rgb): ColourMatrix;
}

/** What the levels of a picture are like, worked out when asked for; red, green, blue. */
export interface PictureLevels {
  /** How often each occurs: 256 numbers for each channel. */
  histogram(): Uint32Array;
  extremes(): readonly { readonly low: number; readonly high: number }[];
}

/** A table for each channel, which may depend on which levels occur. */
export interface ToneAugmentation extends Described {
  readonly kind: "tone";
  /** @returns tables of red, green and blue, 256 each; null: as it is */
  table(drawn: readonly number[], levels: PictureLevels): Uint8Array | null;
}

/** Anything else that looks at pixels. */
export interface PixelAugmentation extends Described {
  readonly kind: "pixels";
  /**
   * @param pixels RGB8, [height, width, 3]; not changed, but for being `into`
   * @param into where the result may go, of the same length; may be `pixels`; left out: new memory
   * @returns of the same shape; may be `pixels`
   */
  change(
    pixels: Uint8Array,
    width: number,
    height: number,
    drawn: readonly number[],
    into?: Uint8Array,
  ): Uint8Array;
}

export type AugmentationOperation =
  | GeometricAugmentation
  | DisplacementAugmentation
  | ColourAugmentation
  | ToneAugmentation
  | PixelAugmentation;
