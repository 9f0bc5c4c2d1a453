import type { GeometricAugmentation } from "./augmentation.ts";
import { composeHomography, squareToQuadrilateral } from "./homography.ts";
import type { Quadrilateral } from "./homography.ts";

/** Corners of the picture, from the upper left one around, and which way is inward. */
const CORNERS = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const;

/**
 * Moves each corner inward by up to half of amount of the side, across and down, as torchvision's RandomPerspective with
 * `distortion_scale`.
 */
export const PERSPECTIVE: GeometricAugmentation = {
  kind: "geometric",
  group: "geometry",
  title: "Perspective",
  why: "Flat things such as pages and signs are seen from every side.",
  parameter: { kind: "amount", maximum: 0.9, default: 0.2, unit: "share" },
  draw: (amount, random) =>
    CORNERS.flatMap(() => [
      random.uniform(0, amount / 2),
      random.uniform(0, amount / 2),
    ]),
  ends: (amount) => {
    const [far, none] = [amount / 2, 0];
    return [
      [far, far, none, none, none, none, far, far],
      [none, none, far, far, far, far, none, none],
    ];
  },
  matrix: (drawn, { width, height }) => {
    if (drawn.every((value) => value === 0)) return [1, 0, 0, 0, 1, 0];
    const corners = CORNERS.map(([x, y], i) => [
      x * width * (0.5 - (drawn[2 * i] ?? 0)),
      y * height * (0.5 - (drawn[2 * i + 1] ?? 0)),
    ]) as unknown as Quadrilateral;
    return composeHomography(
      [1 / width, 0, 0.5, 0, 1 / height, 0.5],
      squareToQuadrilateral(corners),
    );
  },
};
