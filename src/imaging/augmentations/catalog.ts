import type { AugmentationOperation } from "./augmentation.ts";
import { BRIGHTNESS } from "./brightness.ts";
import { CONTRAST } from "./contrast.ts";
import { HORIZONTAL_FLIP } from "./horizontal-flip.ts";
import { HUE } from "./hue.ts";
import { ROTATION } from "./rotation.ts";
import { SATURATION } from "./saturation.ts";
import { SHEAR } from "./shear.ts";
import { SHIFT } from "./shift.ts";
import { VERTICAL_FLIP } from "./vertical-flip.ts";
import { ZOOM } from "./zoom.ts";

/** Every augmentation, in the order in which they act on a picture: geometry first, then colour. */
export const AUGMENTATION_CATALOG = {
  horizontalFlip: HORIZONTAL_FLIP,
  verticalFlip: VERTICAL_FLIP,
  zoom: ZOOM,
  shear: SHEAR,
  rotation: ROTATION,
  shift: SHIFT,
  brightness: BRIGHTNESS,
  contrast: CONTRAST,
  saturation: SATURATION,
  hue: HUE,
} satisfies Record<string, AugmentationOperation>;

export type AugmentationName = keyof typeof AUGMENTATION_CATALOG;

export const AUGMENTATION_NAMES = Object.keys(
  AUGMENTATION_CATALOG,
) as readonly AugmentationName[];
