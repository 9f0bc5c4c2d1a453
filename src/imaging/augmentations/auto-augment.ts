import type { PolicyStep } from "./policy-spaces.ts";

/** Two steps, each with its chance and, where it has one, the place of its strength on a scale of 0 to 9. */
export type SubPolicy = readonly [Chosen, Chosen];
type Chosen = readonly [step: PolicyStep, chance: number, place?: number];

/**
 * What was found by search: Ekin Cubuk, Barret Zoph, Dandelion Mané, Vijay Vasudevan, Quoc Le, AutoAugment: Learning augmentation policies
 * from data, 2018, https://arxiv.org/abs/1805.09501, tables 7 (CIFAR-10), 8 (SVHN) and 9 (ImageNet). One of the 25 is drawn for a picture.
 */
export const AUTO_AUGMENT = {
  imagenet: [
    [
      ["posterise", 0.4, 8],
      ["rotate", 0.6, 9],
    ],
    [
      ["solarise", 0.6, 5],
      ["autocontrast", 0.6],
    ],
    [
      ["equalise", 0.8],
      ["equalise", 0.6],
    ],
    [
      ["posterise", 0.6, 7],
      ["posterise", 0.6, 6],
    ],
    [
      ["equalise", 0.4],
      ["solarise", 0.2, 4],
    ],
    [
      ["equalise", 0.4],
      ["rotate", 0.8, 8],
    ],
    [
      ["solarise", 0.6, 3],
      ["equalise", 0.6],
    ],
    [
      ["posterise", 0.8, 5],
      ["equalise", 1],
    ],
    [
      ["rotate", 0.2, 3],
      ["solarise", 0.6, 8],
    ],
    [
      ["equalise", 0.6],
      ["posterise", 0.4, 6],
    ],
    [
      ["rotate", 0.8, 8],
      ["saturation", 0.4, 0],
    ],
    [
      ["rotate", 0.4, 9],
      ["equalise", 0.6],
    ],
    [
      ["equalise", 0],
      ["equalise", 0.8],
    ],
    [
      ["invert", 0.6],
      ["equalise", 1],
    ],
    [
      ["saturation", 0.6, 4],
      ["contrast", 1, 8],
    ],
    [
      ["rotate", 0.8, 8],
      ["saturation", 1, 2],
    ],
    [
      ["saturation", 0.8, 8],
      ["solarise", 0.8, 7],
    ],
    [
      ["sharpness", 0.4, 7],
      ["invert", 0.6],
    ],
    [
      ["shearX", 0.6, 5],
      ["equalise", 1],
    ],
    [
      ["saturation", 0.4, 0],
      ["equalise", 0.6],
    ],
    [
      ["equalise", 0.4],
      ["solarise", 0.2, 4],
    ],
    [
      ["solarise", 0.6, 5],
      ["autocontrast", 0.6],
    ],
    [
      ["invert", 0.6],
      ["equalise", 1],
    ],
    [
      ["saturation", 0.6, 4],
      ["contrast", 1, 8],
    ],
    [
      ["equalise", 0.8],
      ["equalise", 0.6],
    ],
  ],
  cifar10: [
    [
      ["invert", 0.1],
      ["contrast", 0.2, 6],
    ],
    [
      ["rotate", 0.7, 2],
      ["shiftX", 0.3, 9],
    ],
    [
      ["sharpness", 0.8, 1],
      ["sharpness", 0.9, 3],
    ],
    [
      ["shearY", 0.5, 8],
      ["shiftY", 0.7, 9],
    ],
    [
      ["autocontrast", 0.5],
      ["equalise", 0.9],
    ],
    [
      ["shearY", 0.2, 7],
      ["posterise", 0.3, 7],
    ],
    [
      ["saturation", 0.4, 3],
      ["brightness", 0.6, 7],
    ],
    [
      ["sharpness", 0.3, 9],
      ["brightness", 0.7, 9],
    ],
    [
      ["equalise", 0.6],
      ["equalise", 0.5],
    ],
    [
      ["contrast", 0.6, 7],
      ["sharpness", 0.6, 5],
    ],
    [
      ["saturation", 0.7, 7],
      ["shiftX", 0.5, 8],
    ],
    [
      ["equalise", 0.3],
      ["autocontrast", 0.4],
    ],
    [
      ["shiftY", 0.4, 3],
      ["sharpness", 0.2, 6],
    ],
    [
      ["brightness", 0.9, 6],
      ["saturation", 0.2, 8],
    ],
    [
      ["solarise", 0.5, 2],
      ["invert", 0],
    ],
    [
      ["equalise", 0.2],
      ["autocontrast", 0.6],
    ],
    [
      ["equalise", 0.2],
      ["equalise", 0.6],
    ],
    [
      ["saturation", 0.9, 9],
      ["equalise", 0.6],
    ],
    [
      ["autocontrast", 0.8],
      ["solarise", 0.2, 8],
    ],
    [
      ["brightness", 0.1, 3],
      ["saturation", 0.7, 0],
    ],
    [
      ["solarise", 0.4, 5],
      ["autocontrast", 0.9],
    ],
    [
      ["shiftY", 0.9, 9],
      ["shiftY", 0.7, 9],
    ],
    [
      ["autocontrast", 0.9],
      ["solarise", 0.8, 3],
    ],
    [
      ["equalise", 0.8],
      ["invert", 0.1],
    ],
    [
      ["shiftY", 0.7, 9],
      ["autocontrast", 0.9],
    ],
  ],
  svhn: [
    [
      ["shearX", 0.9, 4],
      ["invert", 0.2],
    ],
    [
      ["shearY", 0.9, 8],
      ["invert", 0.7],
    ],
    [
      ["equalise", 0.6],
      ["solarise", 0.6, 6],
    ],
    [
      ["invert", 0.9],
      ["equalise", 0.6],
    ],
    [
      ["equalise", 0.6],
      ["rotate", 0.9, 3],
    ],
    [
      ["shearX", 0.9, 4],
      ["autocontrast", 0.8],
    ],
    [
      ["shearY", 0.9, 8],
      ["invert", 0.4],
    ],
    [
      ["shearY", 0.9, 5],
      ["solarise", 0.2, 6],
    ],
    [
      ["invert", 0.9],
      ["autocontrast", 0.8],
    ],
    [
      ["equalise", 0.6],
      ["rotate", 0.9, 3],
    ],
    [
      ["shearX", 0.9, 4],
      ["solarise", 0.3, 3],
    ],
    [
      ["shearY", 0.8, 8],
      ["invert", 0.7],
    ],
    [
      ["equalise", 0.9],
      ["shiftY", 0.6, 6],
    ],
    [
      ["invert", 0.9],
      ["equalise", 0.6],
    ],
    [
      ["contrast", 0.3, 3],
      ["rotate", 0.8, 4],
    ],
    [
      ["invert", 0.8],
      ["shiftY", 0, 2],
    ],
    [
      ["shearY", 0.7, 6],
      ["solarise", 0.4, 8],
    ],
    [
      ["invert", 0.6],
      ["rotate", 0.8, 4],
    ],
    [
      ["shearY", 0.3, 7],
      ["shiftX", 0.9, 3],
    ],
    [
      ["shearX", 0.1, 6],
      ["invert", 0.6],
    ],
    [
      ["solarise", 0.7, 2],
      ["shiftY", 0.6, 7],
    ],
    [
      ["shearY", 0.8, 4],
      ["invert", 0.8],
    ],
    [
      ["shearX", 0.7, 9],
      ["shiftY", 0.8, 3],
    ],
    [
      ["shearY", 0.8, 5],
      ["autocontrast", 0.7],
    ],
    [
      ["shearX", 0.7, 2],
      ["invert", 0.1],
    ],
  ],
} as const satisfies Record<string, readonly SubPolicy[]>;
