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
import { AUTOCONTRAST } from "./autocontrast.ts";
import { BLUR } from "./blur.ts";
import { CROP } from "./crop.ts";
import { CUT_OUT } from "./cut-out.ts";
import { ELASTIC } from "./elastic.ts";
import { EQUALISE } from "./equalise.ts";
import { ERASING } from "./erasing.ts";
import { GREY } from "./grey.ts";
import { INVERT } from "./invert.ts";
import { JPEG_ARTEFACTS } from "./jpeg-artefacts.ts";
import { PERSPECTIVE } from "./perspective.ts";
import { POSTERISE } from "./posterise.ts";
import { SHARPNESS } from "./sharpness.ts";
import { SOLARISE } from "./solarise.ts";
import { GRAIN, NOISE } from "./noise.ts";
import { ZOOM } from "./zoom.ts";

/** Every augmentation, in the order in which they act on a picture: geometry first, then colour, then what spoils and what covers. */
export const AUGMENTATION_CATALOG = {
  horizontalFlip: HORIZONTAL_FLIP,
  verticalFlip: VERTICAL_FLIP,
  crop: CROP,
  zoom: ZOOM,
  shear: SHEAR,
  rotation: ROTATION,
  shift: SHIFT,
  perspective: PERSPECTIVE,
  elastic: ELASTIC,
  brightness: BRIGHTNESS,
  contrast: CONTRAST,
  saturation: SATURATION,
  hue: HUE,
  grey: GREY,
  invert: INVERT,
  posterise: POSTERISE,
  solarise: SOLARISE,
  equalise: EQUALISE,
  autocontrast: AUTOCONTRAST,
  sharpness: SHARPNESS,
  blur: BLUR,
  noise: NOISE,
  grain: GRAIN,
  jpeg: JPEG_ARTEFACTS,
  erasing: ERASING,
  cutOut: CUT_OUT,
} satisfies Record<string, AugmentationOperation>;

export type AugmentationName = keyof typeof AUGMENTATION_CATALOG;

export const AUGMENTATION_NAMES = Object.keys(
  AUGMENTATION_CATALOG,
) as readonly AugmentationName[];
