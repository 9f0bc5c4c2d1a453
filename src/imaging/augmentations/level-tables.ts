import { kernels } from "#engine/imaging/picture-kernels.ts";

import { throughKernels } from "./kernel-pixels.ts";

/** How often each level occurs, 256 numbers for red, for green and for blue. */
export function histogramOf(pixels: Uint8Array): Uint32Array {
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

/** As a histogram that counts the smallest and the largest level of each channel once, and nothing else. */
export function extremesOf(pixels: Uint8Array): Uint32Array {
  const { length } = pixels;
  if (length < EXTREMES_STEP) return histogramOf(pixels);
  const low = [255, 255, 255];
  const high = [0, 0, 0];
  kernels.clear();
  const at = kernels.allocate(length);
  const to = kernels.allocate(2 * EXTREMES_STEP);
  const { bytes, run } = kernels;
  bytes.set(pixels, at);
  // What is left at the end is looked at with values from before it.
  const whole = length - (length % EXTREMES_STEP);
  for (const [from, count] of [
    [at, whole],
    [at + length - EXTREMES_STEP, EXTREMES_STEP],
  ] as const) {
    run.extremes(from, count, to);
    for (let i = 0; i < EXTREMES_STEP; i++) {
      const channel = i % 3;
      const [smallest, largest] = [
        bytes[to + i],
        bytes[to + EXTREMES_STEP + i],
      ];
      low[channel] = Math.min(low[channel] as number, smallest as number);
      high[channel] = Math.max(high[channel] as number, largest as number);
    }
  }
  const histogram = new Uint32Array(768);
  for (let channel = 0; channel < 3; channel++) {
    histogram[channel * 256 + (low[channel] as number)] = 1;
    histogram[channel * 256 + (high[channel] as number)] = 1;
  }
  return histogram;
}

/** The same table for all three channels. */
export function sameTable(level: (value: number) => number): Uint8Array {
  const table = new Uint8Array(768);
  for (let value = 0; value < 256; value++) {
    table[value] = table[256 + value] = table[512 + value] = level(value);
  }
  return table;
}

/** A table from each channel's own histogram; a channel for which there is none stays as it is. */
export function tablePerChannel(
  histogram: Uint32Array,
  fill: (counts: Uint32Array, table: Uint8Array) => void,
): Uint8Array {
  const table = sameTable((value) => value);
  for (let start = 0; start < 768; start += 256) {
    fill(
      histogram.subarray(start, start + 256),
      table.subarray(start, start + 256),
    );
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
