import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import {
  CATEGORY_COUNT,
  categoryColor,
  categoryShape,
} from "#renderer/ui/palette.ts";

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

/** G. M. Machado, M. M. Oliveira, L. A. F. Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1. */
const EYES: Readonly<Record<string, Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
/** Distance in OKLab; about three times what one just notices. */
const LEAST_DISTANCE = 0.07;
/** WCAG 2.2, 1.4.11: graphical objects. */
const LEAST_CONTRAST = 3;

const tokens = readFileSync(
  new URL("../../../../renderer/ui/tokens.css", import.meta.url),
  "utf8",
);

describe.each([
  ["light", 0, "#ffffff"],
  ["dark", 1, "#1c2022"],
] as const)("the categorical palette, %s", (_theme, place, surface) => {
  const colors = Array.from(
    tokens.matchAll(/--category-\d+: light-dark\((#\w{6}), (#\w{6})\)/g),
    (match) => linear(match[place + 1] ?? ""),
  );

  it("has the twelve colours that palette.ts speaks of", () => {
    expect(colors).toHaveLength(CATEGORY_COUNT);
  });

  it("stands out from the surface that it is drawn on", () => {
    for (const color of colors) {
      expect(contrast(color, linear(surface))).toBeGreaterThan(LEAST_CONTRAST);
    }
  });

  it.each(Object.keys(EYES))("keeps any two apart for %s eyes", (eye) => {
    const seen = colors.map((color) =>
      oklab(apply(EYES[eye] ?? EYES["normal"]!, color)),
    );
    for (const [index, one] of seen.entries()) {
      for (const other of seen.slice(index + 1)) {
        expect(distance(one, other)).toBeGreaterThan(LEAST_DISTANCE);
      }
    }
  });
});

describe("beyond twelve classes", () => {
  it("gives 300 classes 300 different pairs of colour and shape", () => {
    const pairs = Array.from(
      { length: 300 },
      (_, index) => `${categoryColor(index)} ${categoryShape(index)}`,
    );
    expect(new Set(pairs).size).toBe(300);
  });

  it("gives a class the same colour always", () => {
    expect(categoryColor(3)).toBe("var(--category-3)");
    expect(categoryColor(40)).toBe(categoryColor(40));
  });
});

function linear(hex: string): Vector {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [red ?? 0, green ?? 0, blue ?? 0];
}

function apply(matrix: Matrix, [red, green, blue]: Vector): Vector {
  const [one, two, three] = matrix.map(([x, y, z]) =>
    Math.min(1, Math.max(0, x * red + y * green + z * blue)),
  );
  return [one ?? 0, two ?? 0, three ?? 0];
}

/** Björn Ottosson 2020, "A perceptual color space for image processing", https://bottosson.github.io/posts/oklab/. */
function oklab([red, green, blue]: Vector): Vector {
  const long = Math.cbrt(
    0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue,
  );
  const middle = Math.cbrt(
    0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue,
  );
  const short = Math.cbrt(
    0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue,
  );
  return [
    0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
  ];
}

function distance(one: Vector, other: Vector): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

function contrast(one: Vector, other: Vector): number {
  const [low, high] = [one, other]
    .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .toSorted((first, second) => first - second);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}
