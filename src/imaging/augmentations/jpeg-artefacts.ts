import type { JpegHeader } from "#engine/imaging/jpeg-header.ts";
import {
  layOut,
  rowsOf,
  transformRow,
  type Plane,
} from "#engine/imaging/jpeg-planes.ts";
import { kernels } from "#engine/imaging/picture-kernels.ts";

import type { PixelAugmentation } from "./augmentation.ts";

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
  change: (pixels, width, height, [quality = 0]) =>
    quality === 0 ? pixels : saveAndOpen(pixels, width, height, quality),
};

const LUMA_STEPS = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16,
  24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109,
  103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMA_STEPS = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56,
  99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99,
];

/** @param quality 1 to 100 */
function saveAndOpen(
  pixels: Uint8Array,
  width: number,
  height: number,
  quality: number,
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
  const result = kernels.allocate(width * height * 3);
  for (const { address, numbers } of divisors) {
    kernels.bytes.set(new Uint8Array(numbers.buffer), address);
  }
  separate(pixels, width, height, planes);
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
  return kernels.bytes.slice(result, result + width * height * 3);
}

function scaledSteps(table: readonly number[], quality: number): Uint16Array {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - quality * 2;
  return Uint16Array.from(table, (step) =>
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
  pixels: Uint8Array,
  width: number,
  height: number,
  planes: readonly Plane[],
): void {
  const [luma, blue, red] = planes as readonly [Plane, Plane, Plane];
  const { bytes } = kernels;
  const blueRows = new Uint8Array(2 * width);
  const redRows = new Uint8Array(2 * width);
  for (let y = 0; y < height; y++) {
    const to = luma.samples + y * luma.stride;
    const line = (y & 1) * width;
    for (let x = 0, at = y * width * 3; x < width; x++, at += 3) {
      const r = pixels[at] as number;
      const g = pixels[at + 1] as number;
      const b = pixels[at + 2] as number;
      bytes[to + x] = (19_595 * r + 38_470 * g + 7_471 * b + 32_768) >> 16;
      blueRows[line + x] =
        (-11_059 * r - 21_709 * g + 32_768 * b + 8_421_375) >> 16;
      redRows[line + x] =
        (32_768 * r - 27_439 * g - 5_329 * b + 8_421_375) >> 16;
    }
    const isLast = y === height - 1;
    if ((y & 1) === 0 && !isLast) continue;
    // An odd height's last row is its own partner.
    const lower = (y & 1) * width;
    halve(blueRows, lower, width, bytes, blue, y >> 1);
    halve(redRows, lower, width, bytes, red, y >> 1);
  }
  for (let y = 0; y < height; y++) {
    const row = luma.samples + y * luma.stride;
    const end = row + luma.blocksWide * 8;
    bytes.fill(bytes[row + width - 1] as number, row + width, end);
  }
  for (const plane of planes) padRows(plane, bytes);
}

/** Goes on to the end of the blocks, as if the last column did. */
function halve(
  rows: Uint8Array,
  lower: number,
  width: number,
  bytes: Uint8Array,
  plane: Plane,
  row: number,
): void {
  const to = plane.samples + row * plane.stride;
  const last = width - 1;
  const count = plane.blocksWide * 8;
  for (let i = 0; i < count; i++) {
    const x = Math.min(last, 2 * i);
    const next = Math.min(last, 2 * i + 1);
    const sum =
      (rows[x] as number) +
      (rows[next] as number) +
      (rows[lower + x] as number) +
      (rows[lower + next] as number);
    bytes[to + i] = (sum + 1 + (i & 1)) >> 2;
  }
}

/** The last row goes on to the end of its blocks. */
function padRows(plane: Plane, bytes: Uint8Array): void {
  const { samples, stride, height, blocksWide, blocksHigh } = plane;
  const last = samples + (height - 1) * stride;
  for (let y = height; y < blocksHigh * 8; y++) {
    bytes.copyWithin(samples + y * stride, last, last + blocksWide * 8);
  }
}
