import { kernels } from "#engine/imaging/picture-kernels.ts";

import type { PictureLevels } from "./augmentation.ts";
import { throughKernels } from "./kernel-pixels.ts";

export function levelsOf(pixels: Uint8Array): PictureLevels {
  return {
    histogram: () => histogramOf(pixels),
    extremes: () => extremesOf(pixels),
  };
}

function histogramOf(pixels: Uint8Array): Uint32Array {
  // Two histograms in turn: adding twice to one number at once would wait.
  const counts = new Uint32Array(2 * 768);
  let start = 0;
  for (let i = 0; i < pixels.length; i += 3) {
    const red = start + (pixels[i] as number);
    const green = start + 256 + (pixels[i + 1] as number);
    const blue = start + 512 + (pixels[i + 2] as number);
    counts[red] = (counts[red] as number) + 1;
    counts[green] = (counts[green] as number) + 1;
    counts[blue] = (counts[blue] as number) + 1;
    start = 768 - start;
  }
  return counts.slice(0, 768).map((count, i) => count + (counts[768 + i] ?? 0));
}

/** Values that are looked at together for the extremes: three vectors. */
const EXTREMES_STEP = 48;

function extremesOf(pixels: Uint8Array): ReturnType<PictureLevels["extremes"]> {
  const { length } = pixels;
  kernels.clear();
  // A smaller picture is repeated from its beginning, which changes no extreme.
  const at = kernels.allocate(length + EXTREMES_STEP);
  const to = kernels.allocate(2 * EXTREMES_STEP);
  const { bytes, run } = kernels;
  bytes.set(pixels, at);
  for (let end = length; end < length + EXTREMES_STEP; end += length) {
    bytes.copyWithin(at + end, at, at + Math.min(length, EXTREMES_STEP));
  }
  const steps = Math.ceil(length / EXTREMES_STEP);
  run.extremes(at, steps * EXTREMES_STEP, to);
  return [0, 1, 2].map((channel) => {
    const ofChannel = (from: number) =>
      bytes
        .subarray(from, from + EXTREMES_STEP)
        .filter((_, i) => i % 3 === channel);
    return {
      low: Math.min(...ofChannel(to)),
      high: Math.max(...ofChannel(to + EXTREMES_STEP)),
    };
  });
}

/** The same table for all three channels. */
export function sameTable(level: (value: number) => number): Uint8Array {
  const table = new Uint8Array(768);
  for (let value = 0; value < 256; value++) {
    table[value] = table[256 + value] = table[512 + value] = level(value);
  }
  return table;
}

/** A table for each channel of its own; it is the levels themselves before it is filled. */
export function tablePerChannel(
  fill: (channel: number, table: Uint8Array) => void,
): Uint8Array {
  const table = sameTable((value) => value);
  for (let channel = 0; channel < 3; channel++) {
    fill(channel, table.subarray(channel * 256, channel * 256 + 256));
  }
  return table;
}

/**
 * Looks every value up.
 * @param into where the result goes; may be the pixels themselves; undefined: new memory
 */
export function applyTable(
  pixels: Uint8Array,
  table: Uint8Array,
  into: Uint8Array | undefined,
): Uint8Array {
  const bits = asBits(table);
  if (bits !== null) {
    return throughKernels(pixels, into, (at) => {
      kernels.run.flipBits(at, pixels.length, bits.mask, bits.flip);
      return at;
    });
  }
  const result = into ?? new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i += 3) {
    result[i] = table[pixels[i] as number] as number;
    result[i + 1] = table[256 + (pixels[i + 1] as number)] as number;
    result[i + 2] = table[512 + (pixels[i + 2] as number)] as number;
  }
  return result;
}

/** Where a table only drops bits and turns bits over, as a negative does, which ones; else null. */
function asBits(table: Uint8Array): { mask: number; flip: number } | null {
  const flip = table[0] as number;
  const mask = (table[255] as number) ^ flip;
  for (let i = 0; i < table.length; i++) {
    if (table[i] !== ((i & mask) ^ flip)) return null;
  }
  return { mask, flip };
}
