import type { GeometricAugmentation } from "./augmentation.ts";

/** Widest and tallest shape against the picture's own, as in torchvision's RandomResizedCrop. */
const ASPECT = 4 / 3;
const TRIES = 10;

/**
 * Shows a part of the picture, enlarged to the whole: area uniform from 1 − amount to 1, aspect ratio log-uniform from 3/4 to 4/3 of the
 * picture's. Christian Szegedy and others, Going deeper with convolutions, 2015, https://arxiv.org/abs/1409.4842, section 6.
 * A part that does not fit is drawn again, ten times at most; then it is the whole.
 */
export const CROP: GeometricAugmentation = {
  kind: "geometric",
  group: "geometry",
  title: "Crop",
  why: "Shows parts of pictures in changing shapes; harms where the thing lies at the edge.",
  parameter: { kind: "amount", maximum: 0.92, default: 0.4, unit: "share" },
  draw: (amount, random) => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const area = random.uniform(1 - amount, 1);
      const aspect = Math.exp(
        random.uniform(-Math.log(ASPECT), Math.log(ASPECT)),
      );
      const width = Math.sqrt(area * aspect);
      const height = Math.sqrt(area / aspect);
      if (amount === 0 || width > 1 || height > 1) continue;
      const left = random.uniform(0, 1 - width);
      return [left, random.uniform(0, 1 - height), width, height];
    }
    return [0, 0, 1, 1];
  },
  ends: (amount) => {
    const side = Math.sqrt(1 - amount);
    return [
      [0, 0, side, side],
      [1 - side, 1 - side, side, side],
    ];
  },
  matrix: ([left = 0, top = 0, w = 1, h = 1], { width, height }) => [
    1 / w,
    0,
    ((0.5 - left - w / 2) * width) / w,
    0,
    1 / h,
    ((0.5 - top - h / 2) * height) / h,
  ],
};
