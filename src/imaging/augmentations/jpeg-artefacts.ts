import type { JpegHeader } from "#engine/imaging/jpeg-header.ts";
import {
  layOut,
  rowsOf,
  transformRow,
  type Plane,
} from "#engine/imaging/jpeg-planes.ts";
import { kernels } from "#engine/imaging/picture-kernels.ts";

import type { PixelAugmentation } from "./augmentation.ts";
import { takeOut } from "./kernel-pixels.ts";

/**
 * Saves as JPEG of a quality drawn from 100 − amount to 100 and opens again, chroma at half the width and height: what entropy coding does
 * in between loses nothing and is left out, so the result is libjpeg's (and Pillow's) to the bit. Tables: ITU-T T.81, annex K.1, scaled by
 * quality as libjpeg's jcparam.c does.
 */
export const JPEG_ARTEFACTS: PixelAugmentation = {
  kind: "pixels",
  group: "degradation",
  title: "JPEG artefacts",
  why: "Pictures that were sent around come back with blocks and ringing.",
  parameter: { kind: "amount", maximum: 95, default: 50, unit: "quality" },
  draw: (amount, random) => [
    amount === 0 ? 0 : 100 - random.integer(Math.round(amount) + 1),
  ],
  ends: (amount) => [[100], [100 - Math.round(amount)]],
  change: (pixels, width, height, [quality = 0], into) =>
    quality === 0
      ? pixels
      : saveAndOpen({ pixels, width, height }, quality, into),
};

const LUMA_STEPS = Uint16Array.of(
  16,
  11,
  10,
  16,
  24,
  40,
  51,
  61,
  12,
  12,
  14,
  19,
  26,
  58,
  60,
  55,
  14,
  13,
  16,
  24,
  40,
  57,
  69,
  56,
  14,
  17,
  22,
  29,
  51,
  87,
  80,
  62,
  18,
  22,
  37,
  56,
  68,
  109,
  103,
  77,
  24,
  35,
  55,
  64,
  81,
  104,
  113,
  92,
  49,
  64,
  78,
  87,
  103,
  121,
  120,
  101,
  72,
  92,
  95,
  98,
  112,
  100,
  103,
  99,
);
const CHROMA_STEPS = Uint16Array.of(
  17,
  18,
  24,
  47,
  99,
  99,
  99,
  99,
  18,
  21,
  26,
  66,
  99,
  99,
  99,
  99,
  24,
  26,
  56,
  99,
  99,
  99,
  99,
  99,
  47,
  66,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
  99,
);

interface Pixels {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** @param quality 1 to 100 */
function saveAndOpen(
  { pixels, width, height }: Pixels,
  quality: number,
  into: Uint8Array | undefined,
): Uint8Array {
  const steps = [LUMA_STEPS, CHROMA_STEPS].map((table) =>
    scaledSteps(table, quality),
  ) as [Uint16Array, Uint16Array];
  const header = headerOf(width, height, steps);
  const planes = layOut(header);
  const divisors = steps.map((table) => {
    const address = kernels.allocate(512);
    return { address, numbers: divisorsOf(table) };
  });
  const rgb = kernels.allocate(pixels.length);
  const chroma = kernels.allocate(4 * chromaRowLength(planes[1] as Plane));
  const result = kernels.allocate(pixels.length);
  for (const { address, numbers } of divisors) {
    kernels.bytes.set(new Uint8Array(numbers.buffer), address);
  }
  separate({ pixels, width, height }, planes, { rgb, chroma });
  planes.forEach((plane, index) => {
    const table = divisors[index === 0 ? 0 : 1]?.address as number;
    for (let row = 0; row < plane.blocksHigh; row++) {
      kernels.run.forwardBlocks(
        plane.samples + row * 8 * plane.stride,
        plane.stride,
        plane.blocksWide,
        table,
        plane.coefficients + row * plane.blockStride * 128,
      );
    }
    for (let row = 0; row < plane.blocksHigh; row++)
      transformRow(plane, row, row);
  });
  rowsOf(header.frame, planes)(0, height, result);
  return takeOut(result, width * height * 3, into);
}

function scaledSteps(table: Uint16Array, quality: number): Uint16Array {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - quality * 2;
  return table.map((step) =>
    Math.min(255, Math.max(1, Math.floor((step * scale + 50) / 100))),
  );
}

/** As the kernel `forwardBlocks` wants them. */
function divisorsOf(steps: Uint16Array): Float32Array<ArrayBuffer> {
  const numbers = new Float32Array(128);
  steps.forEach((step, place) => {
    numbers[place] = step * 4 + 0.25;
    numbers[64 + place] = 1 / (step * 8);
  });
  return numbers;
}

/** Of a file that has all coefficients at hand. */
function headerOf(
  width: number,
  height: number,
  steps: [Uint16Array, Uint16Array],
): JpegHeader {
  return {
    frame: {
      progressive: true,
      width,
      height,
      components: [
        { id: 1, h: 2, v: 2, quantization: 0 },
        { id: 2, h: 1, v: 1, quantization: 1 },
        { id: 3, h: 1, v: 1, quantization: 1 },
      ],
      sampling: { h: 2, v: 2 },
    },
    tables: { quantization: steps, dc: [], ac: [], restartInterval: 0 },
    scan: {
      parts: [],
      firstCoefficient: 0,
      lastCoefficient: 63,
      highBit: 0,
      lowBit: 0,
      dataStart: 0,
    },
  };
}

/** jccolor.c and jcsample.c: YCbCr in 16 bits behind the point, chroma as the mean of four, rounded down and up in turn. */
function separate(
  { pixels, width, height }: Pixels,
  planes: readonly Plane[],
  room: { readonly rgb: number; readonly chroma: number },
): void {
  const [luma, blue, red] = planes as readonly [Plane, Plane, Plane];
  const { bytes, run } = kernels;
  bytes.set(pixels, room.rgb);
  const rowLength = chromaRowLength(blue);
  const rowsOfRed = room.chroma + 2 * rowLength;
  const goOn = (row: number, length: number) => {
    if (length === width) return;
    const last = bytes[row + width - 1] as number;
    bytes.fill(last, row + width, row + length);
  };
  for (let y = 0; y < height; y++) {
    const lumaRow = luma.samples + y * luma.stride;
    const own = (y & 1) * rowLength;
    const [blueRow, redRow] = [room.chroma + own, rowsOfRed + own];
    const from = room.rgb + y * width * 3;
    run.separateRow(from, lumaRow, blueRow, redRow, width);
    goOn(lumaRow, luma.blocksWide * 8);
    goOn(blueRow, blue.blocksWide * 16);
    goOn(redRow, red.blocksWide * 16);
    if ((y & 1) === 0 && y < height - 1) continue;
    // An odd height's last row is its own partner.
    for (const [plane, upper] of [
      [blue, room.chroma],
      [red, rowsOfRed],
    ] as const) {
      const to = plane.samples + (y >> 1) * plane.stride;
      run.halveRows(upper, upper + own, to, plane.blocksWide * 8);
    }
  }
  for (const plane of planes) padRows(plane, bytes);
}

/** With room for the last columns and for four pixels written at a time. */
function chromaRowLength({ blocksWide }: Plane): number {
  return blocksWide * 16 + 16;
}

/** The last row goes on to the end of its blocks. */
function padRows(plane: Plane, bytes: Uint8Array): void {
  const { samples, stride, height, blocksWide, blocksHigh } = plane;
  const last = samples + (height - 1) * stride;
  for (let y = height; y < blocksHigh * 8; y++) {
    bytes.copyWithin(samples + y * stride, last, last + blocksWide * 8);
  }
}
