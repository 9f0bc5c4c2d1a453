import { kernels } from "#engine/imaging/picture-kernels.ts";

import { IDENTITY_AFFINE } from "./affine-matrix.ts";
import { IDENTITY_COLOUR, isIdentityColour } from "./colour-matrix.ts";
import type { ColourMatrix, Rgb } from "./colour-matrix.ts";
import {
  colourMatrix,
  displacementField,
  geometricMatrix,
  operation,
} from "./draw.ts";
import type { DrawnAugmentation, DrawnOperation } from "./draw.ts";
import { putNumbers, throughKernels } from "./kernel-pixels.ts";
import { applyTable, levelsOf } from "./level-tables.ts";
import { mirrored } from "./mirror.ts";
import { resample } from "./resample.ts";

const WHITE: Rgb = [255, 255, 255];

/**
 * Applies what was drawn: one bilinear resampling by everything geometric, with the colour matrix that comes first on each pixel in the
 * same pass; then the rest in its order, neighbouring colour matrices as one.
 * @param pixels RGB8, [height, width, 3]; not changed
 * @param background shown beyond the edge when the fill is `constant`: the preprocessing's background
 * @param into where the result goes if anything changes, of the same length and not `pixels`: memory used again and again is much faster
 *   than new memory for each picture; left out: new memory
 * @returns pixels of the same shape; `pixels` itself where nothing changes
 */
export function augmentPixels(
  pixels: Uint8Array,
  width: number,
  height: number,
  drawn: DrawnAugmentation,
  background: Rgb = WHITE,
  into?: Uint8Array,
): Uint8Array {
  const matrix = geometricMatrix(drawn.operations, width, height);
  const field = displacementField(drawn.operations, width, height);
  const [first = [], ...rest] = groups(drawn.operations);
  const isFirstColour = kindOf(first[0]) === "colour";
  const colour = isFirstColour ? colourOf(first, pixels) : null;
  const isStill =
    field === null && matrix.every((value, i) => value === IDENTITY_AFFINE[i]);
  let result = pixels;
  if (isStill) {
    if (colour !== null) result = recolour(pixels, colour, into);
  } else {
    const { fill } = drawn;
    const picture = { pixels, width, height, fill, background };
    const map = { matrix, field };
    result =
      (colour === null ? mirrored(picture, map, into) : null) ??
      resample(picture, map, colour ?? IDENTITY_COLOUR, into);
  }
  for (const group of isFirstColour ? rest : [first, ...rest]) {
    result = applyGroup(result, width, height, group, into);
  }
  return result;
}

/** All but the geometric ones; colour matrices that follow each other are one group, the others stand alone. */
function groups(operations: readonly DrawnOperation[]): DrawnOperation[][] {
  const result: DrawnOperation[][] = [];
  for (const one of operations) {
    const kind = kindOf(one);
    if (kind === "geometric" || kind === "displacement") continue;
    const last = result.at(-1);
    if (kind === "colour" && kindOf(last?.[0]) === "colour") last?.push(one);
    else result.push([one]);
  }
  return result;
}

function kindOf(one: DrawnOperation | undefined) {
  return one && operation(one.name).kind;
}

/** @param pixels not changed, but for being `into` */
function applyGroup(
  pixels: Uint8Array,
  width: number,
  height: number,
  group: readonly DrawnOperation[],
  into: Uint8Array | undefined,
): Uint8Array {
  const [one] = group;
  if (one === undefined) return pixels;
  const found = operation(one.name);
  switch (found.kind) {
    case "colour":
      return recolour(pixels, colourOf(group, pixels), into);
    case "tone": {
      const table = found.table(one.drawn, levelsOf(pixels));
      return table === null ? pixels : applyTable(pixels, table, into);
    }
    case "pixels":
      return found.change(pixels, width, height, one.drawn, into);
    default:
      return pixels;
  }
}

function colourOf(
  group: readonly DrawnOperation[],
  pixels: Uint8Array,
): ColourMatrix {
  const usesMean = group.some(({ name }) => name === "contrast");
  return colourMatrix(group, usesMean ? meanColour(pixels) : WHITE);
}

function recolour(
  pixels: Uint8Array,
  colour: ColourMatrix,
  into: Uint8Array | undefined,
): Uint8Array {
  if (isIdentityColour(colour)) return pixels;
  const [rr, rg, rb, r0, gr, gg, gb, g0, br, bg, bb, b0] = colour;
  if (rg === 0 && rb === 0 && gr === 0 && gb === 0 && br === 0 && bg === 0) {
    const table = channelTables([rr, gg, bb], [r0, g0, b0]);
    return applyTable(pixels, table, into);
  }
  return throughKernels(pixels, into, (from, to) => {
    const count = pixels.length / 3;
    if (isGrey(colour)) {
      const [red, green, blue] = colour;
      const redGreen = wholeWeight(red) | (wholeWeight(green) << 16);
      kernels.run.greyOut(from, to, count, redGreen, wholeWeight(blue));
    } else {
      const matrix = putNumbers(Float32Array.from(colour));
      kernels.run.recolour(from, to, count, matrix);
    }
    return to;
  });
}

/** Of 15 bits, as the kernel wants it. */
function wholeWeight(weight: number): number {
  return Math.min(32_767, Math.round(weight * 32_768));
}

/** Whether all that is left is one mean of the channels, without a constant. */
function isGrey(colour: ColourMatrix): boolean {
  const [red, green, blue, constant] = colour;
  return (
    colour.every((value, i) => value === colour[i % 4]) &&
    Math.min(red, green, blue) >= 0 &&
    Math.max(red, green, blue) < 1 &&
    red + green + blue < 1 + 1e-6 &&
    constant === 0
  );
}

/** Where no channel sees another, 256 values of each are all there is to work out. */
function channelTables(factors: Rgb, constants: Rgb): Uint8Array {
  const table = new Uint8ClampedArray(768);
  for (let i = 0; i < 768; i++) {
    const channel = i >> 8;
    table[i] =
      (factors[channel] as number) * (i & 255) + (constants[channel] as number);
  }
  return new Uint8Array(table.buffer);
}

function meanColour(pixels: Uint8Array): Rgb {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let i = 0; i < pixels.length; i += 3) {
    // Whole numbers of 32 bits: 1,024 × 1,024 pixels are the most.
    red = (red + (pixels[i] as number)) | 0;
    green = (green + (pixels[i + 1] as number)) | 0;
    blue = (blue + (pixels[i + 2] as number)) | 0;
  }
  const count = pixels.length / 3;
  return [red / count, green / count, blue / count];
}
