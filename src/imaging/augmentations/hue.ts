import type { ColourAugmentation } from "./augmentation.ts";
import { IDENTITY_COLOUR } from "./colour-matrix.ts";
import type { ColourMatrix } from "./colour-matrix.ts";

/**
 * Turns the colour circle by an angle uniform in ± amount: a rotation of the chroma plane of YIQ (NTSC 1953), which keeps luma.
 * It is linear, unlike a shift of HSV's hue, and so joins the other colour operations in one matrix.
 */
export const HUE: ColourAugmentation = {
  kind: "colour",
  group: "colour",
  title: "Hue",
  why: "Makes up for coloured light; harms where colour tells the classes apart.",
  parameter: { kind: "amount", maximum: 180, default: 5, unit: "degrees" },
  draw: (amount, random) => [random.uniform(-amount, amount)],
  ends: (amount) => [[-amount], [amount]],
  matrix: ([degrees = 0]) => hueMatrix(degrees),
};

/** RGB to Y, I, Q. */
const TO_YIQ = [
  [0.299, 0.587, 0.114],
  [0.5959, -0.2746, -0.3213],
  [0.2115, -0.5227, 0.3112],
] as const;

type Matrix3 = readonly (readonly [number, number, number])[];

const FROM_YIQ = invert3(TO_YIQ);

function hueMatrix(degrees: number): ColourMatrix {
  if (degrees === 0) return IDENTITY_COLOUR;
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const turn: Matrix3 = [
    [1, 0, 0],
    [0, cos, -sin],
    [0, sin, cos],
  ];
  const rows = multiply3(FROM_YIQ, multiply3(turn, TO_YIQ));
  return rows.flatMap((row) => [...row, 0]) as unknown as ColourMatrix;
}

function multiply3(left: Matrix3, right: Matrix3): Matrix3 {
  return left.map(
    ([a, b, c]) =>
      [0, 1, 2].map(
        (column) =>
          a * (right[0]?.[column] ?? 0) +
          b * (right[1]?.[column] ?? 0) +
          c * (right[2]?.[column] ?? 0),
      ) as unknown as [number, number, number],
  );
}

/** By cofactors. */
function invert3(matrix: Matrix3): Matrix3 {
  const at = (row: number, column: number) =>
    matrix[(row + 3) % 3]?.[(column + 3) % 3] ?? 0;
  const cofactor = (row: number, column: number) =>
    at(row + 1, column + 1) * at(row + 2, column + 2) -
    at(row + 1, column + 2) * at(row + 2, column + 1);
  const determinant = [0, 1, 2].reduce(
    (sum, column) => sum + at(0, column) * cofactor(0, column),
    0,
  );
  return [0, 1, 2].map(
    (row) =>
      [0, 1, 2].map(
        (column) => cofactor(column, row) / determinant,
      ) as unknown as [number, number, number],
  );
}
