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
  /** Left out is off, for this and all that follow. Share of the area that may be cut away, 0 to 0.92. */
  readonly crop?: number | undefined;
  /** Share of the side that corners may move, 0 to 0.9. */
  readonly perspective?: number | undefined;
  /** How far points move (standard deviation), as a share of the side, 0 to 0.05. */
  readonly elastic?: number | undefined;
  /** Share of the pictures. */
  readonly grey?: number | undefined;
  /** Share of the pictures. */
  readonly invert?: number | undefined;
  /** Bits taken away at most, 0 to 7. */
  readonly posterise?: number | undefined;
  /** How far the threshold may sink, 0 to 1. */
  readonly solarise?: number | undefined;
  /** Share of the pictures. */
  readonly equalise?: number | undefined;
  /** Share of the pictures. */
  readonly autocontrast?: number | undefined;
  /** Factor 1 ± value. */
  readonly sharpness?: number | undefined;
  /** Standard deviation in pixels of the input, 0 to 5. */
  readonly blur?: number | undefined;
  /** Standard deviation as a share of the range, 0 to 0.3. */
  readonly noise?: number | undefined;
  /** The same at full brightness, 0 to 0.3. */
  readonly grain?: number | undefined;
  /** How far the quality may sink below 100, 0 to 95. */
  readonly jpeg?: number | undefined;
  /** Largest area, 0 to 0.5. */
  readonly erasing?: number | undefined;
  /** Side of the square as a share, 0 to 0.75. */
  readonly cutOut?: number | undefined;
  /** α of the beta distribution, 0 to 2. */
  readonly mixUp?: number | undefined;
  /** α of the beta distribution, 0 to 2. */
  readonly cutMix?: number | undefined;
  readonly policy?: PolicyChoice | undefined;
  /** What comes in from beyond the edge: the edge drawn out, the picture mirrored, or the background colour. */
  readonly fill: EdgeFill;
}

/** Operations that are chosen for each picture, after those that are set one by one. */
export interface PolicyChoice {
  readonly name: PolicyName;
  /** Of RandAugment: how many, 1 to 4. */
  readonly operations: number;
  /** Of RandAugment: 0 to 30. */
  readonly magnitude: number;
}

export type PolicyName =
  | "randaugment"
  | "trivialaugment"
  | "autoaugment-imagenet"
  | "autoaugment-cifar10"
  | "autoaugment-svhn";

/** Whether anything is on. */
export function changesPictures(config: AugmentationConfig): boolean {
  const { fill: _, policy, ...amounts } = config;
  return (
    policy !== undefined ||
    Object.values(amounts).some((amount) => Number(amount ?? 0) > 0)
  );
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
  /** Seen from above, with no up and down; light and focus differ from slide to slide. */
  microscopy: {
    ...NONE,
    horizontalFlip: true,
    verticalFlip: true,
    rotation: 180,
    zoom: 0.1,
    brightness: 0.15,
    contrast: 0.15,
    saturation: 0.1,
    hue: 5,
    elastic: 0.005,
    blur: 1,
    noise: 0.02,
  },
  /** Seen from above, at about the same scale; haze and the hour differ. */
  satellite: {
    ...NONE,
    horizontalFlip: true,
    verticalFlip: true,
    rotation: 180,
    shift: 0.05,
    zoom: 0.1,
    brightness: 0.2,
    contrast: 0.2,
    saturation: 0.1,
    jpeg: 40,
  },
} as const satisfies Record<string, AugmentationConfig>;

/** As shown in the studio. */
export const PRESET_WORDS = {
  none: { title: "None", why: "Pictures as they are." },
  light: { title: "Light", why: "A mirror and a little light." },
  photos: { title: "Photographs", why: "Things taken by hand." },
  microscopy: {
    title: "Microscopy",
    why: "No up and down; light and focus differ from slide to slide.",
  },
  documents: {
    title: "Documents and digits",
    why: "Never mirrored, hardly turned.",
  },
  satellite: {
    title: "Satellite",
    why: "From above, at about one scale; haze and hour differ.",
  },
} as const satisfies Record<
  keyof typeof AUGMENTATION_PRESETS,
  { title: string; why: string }
>;

export type AugmentationPreset = keyof typeof AUGMENTATION_PRESETS;
