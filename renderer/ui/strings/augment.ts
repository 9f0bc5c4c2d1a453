export const augmentStrings = {
  title: "Augmentation",
  intro:
    "Training sees each picture in several versions, so that the network learns the thing and not the snapshot. Below is exactly what it will see. Validation and test pictures stay as they are.",
  allOff: "All off",
  backToDefault: "Back to the default",
  variants: "Versions of each picture",
  variantsWhy:
    "How many different versions are prepared. More variety, more time before the first epoch.",
  knobs: {
    rotation: {
      label: "Rotation",
      why: "For things that are not always upright.",
    },
    shift: { label: "Shift", why: "For things that are not in the middle." },
    zoom: { label: "Zoom", why: "For things seen from near and far." },
    shear: { label: "Shear", why: "For things seen at a slant." },
    brightness: { label: "Brightness", why: "For other light." },
    contrast: { label: "Contrast", why: "For haze and hard sun." },
    saturation: { label: "Saturation", why: "For paler and stronger colours." },
    hue: {
      label: "Hue",
      why: "For lamps of other colours; not where colour tells classes apart.",
    },
  },
  horizontalFlip: "Mirror left and right",
  horizontalFlipWhy: "Not for text and signs.",
  verticalFlip: "Mirror up and down",
  verticalFlipWhy: "For pictures from above.",
  fill: "What comes in at the edges",
  fills: { edge: "Edge drawn out", mirror: "Mirrored", constant: "White" },
  degrees: (value: number) => (value === 0 ? "off" : `± ${value}°`),
  share: (value: number) =>
    value === 0 ? "off" : `± ${Math.round(value * 100)} %`,
  preview: "What training sees",
  original: "Original",
  version: (number: number) => `Version ${number}`,
  versionAlt: (name: string, number: number) => `${name}, version ${number}`,
  originalAlt: (name: string) => `${name}, as it is`,
  otherPictures: "Other pictures",
  empty: "Import pictures to see them augmented here.",
  making: "Making versions …",
} as const;
