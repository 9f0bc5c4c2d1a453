/** Which augmentations are on and how far each may go; 0 or false is off. Plain JSON, the same form as in the contract. */
export interface AugmentationConfig {
  readonly horizontalFlip: boolean;
  readonly verticalFlip: boolean;
  /** Degrees either way, 0 to 180. */
  readonly rotation: number;
  /** Share of the side, 0 to 0.5. */
  readonly shift: number;
  /** Share: 0.2 means 80 % to 120 %. */
  readonly zoom: number;
  /** Degrees either way, 0 to 45. */
  readonly shear: number;
  /** Factor 1 ± value. */
  readonly brightness: number;
  /** Factor 1 ± value. */
  readonly contrast: number;
  /** Factor 1 ± value. */
  readonly saturation: number;
  /** Degrees of the colour circle either way, 0 to 180. */
  readonly hue: number;
  /** What comes in from beyond the edge: the edge drawn out, the picture mirrored, or the background colour. */
  readonly fill: EdgeFill;
}

export type EdgeFill = "edge" | "mirror" | "constant";

const NONE: AugmentationConfig = {
  horizontalFlip: false,
  verticalFlip: false,
  rotation: 0,
  shift: 0,
  zoom: 0,
  shear: 0,
  brightness: 0,
  contrast: 0,
  saturation: 0,
  hue: 0,
  fill: "mirror",
};

export const AUGMENTATION_PRESETS = {
  none: NONE,
  /** A mirror and a little light: safe for nearly all photographs. */
  light: {
    ...NONE,
    horizontalFlip: true,
    shift: 0.05,
    zoom: 0.05,
    brightness: 0.1,
    contrast: 0.1,
  },
  /** Photographs of things taken by hand. */
  photos: {
    ...NONE,
    horizontalFlip: true,
    rotation: 15,
    shift: 0.1,
    zoom: 0.15,
    shear: 5,
    brightness: 0.2,
    contrast: 0.2,
    saturation: 0.2,
    hue: 5,
  },
  /** Text, signs, drawings and hands, which mean something else mirrored. */
  documents: {
    ...NONE,
    rotation: 5,
    shift: 0.05,
    zoom: 0.1,
    shear: 3,
    brightness: 0.2,
    contrast: 0.2,
    fill: "edge",
  },
} as const satisfies Record<string, AugmentationConfig>;

export type AugmentationPreset = keyof typeof AUGMENTATION_PRESETS;
