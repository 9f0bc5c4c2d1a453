import { kernels } from "./picture-kernels.ts";
import type { PixelRows } from "./picture-kernels.ts";

/**
 * Antialiased bilinear resampling: a triangle filter whose support grows with the shrink factor, as in Pillow's
 * `BILINEAR` (python-pillow `Resample.c`). Written after that definition with the same order (rows, then columns) and the
 * same rounding to 8 bits after each pass, so that the result is equal bit for bit and exported models see the same pixels.
 * The loops are vector code (`resize-kernels.ts`): several times as fast as plain ones.
 */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** For each output position: the first input position, the number of inputs, and their weights in 22-bit fixed point. */
interface Filter {
  /** In bytes of a row of RGB8. */
  readonly starts: Int32Array<ArrayBuffer>;
  /** In bytes of weights. */
  readonly counts: Int32Array<ArrayBuffer>;
  readonly weights: Int32Array<ArrayBuffer>;
  /** Bytes of weights reserved per output position. */
  readonly stride: number;
}

const FRACTION_BITS = 22;
/** Rows that are worked on together: few enough to stay near the processor, so that memory does not grow with the picture. */
const BAND_BYTES = 64 * 1024;
const FILTER_CACHE_SIZE = 64;

const filters = new Map<string, Filter>();

/**
 * Resizes a part of an RGB8 picture.
 * @param source [height, sourceWidth, 3]
 * @param box the part to use, in whole pixels inside the source
 * @returns [targetHeight, targetWidth, 3]
 */
export function resizeTriangle(
  source: Uint8Array,
  sourceWidth: number,
  box: Box,
  targetWidth: number,
  targetHeight: number,
): Uint8Array<ArrayBuffer> {
  kernels.clear();
  const stride = sourceWidth * 3;
  const rows: PixelRows = {
    width: sourceWidth,
    height: source.length / stride,
    copyRows: (top, count, address) =>
      kernels.bytes.set(
        source.subarray(top * stride, (top + count) * stride),
        address,
      ),
  };
  return resizePixelRows(rows, box, targetWidth, targetHeight);
}

/** `resizeTriangle` of rows that are made as they are needed; what they are made from stays in the kernels' memory. */
export function resizePixelRows(
  source: PixelRows,
  box: Box,
  targetWidth: number,
  targetHeight: number,
): Uint8Array<ArrayBuffer> {
  const rows = resizeRows(source, box, targetWidth);
  const result = resizeColumns(rows, targetWidth, box.height, targetHeight);
  return kernels.bytes.slice(result, result + targetWidth * targetHeight * 3);
}

/** Every row to the new width; address of [box.height, targetWidth, 3]. */
function resizeRows(source: PixelRows, box: Box, targetWidth: number): number {
  const filter = filterFor(box.width, targetWidth);
  const fromStride = source.width * 3;
  const toStride = targetWidth * 3;
  const bandRows = Math.min(
    box.height,
    Math.max(1, Math.floor(BAND_BYTES / fromStride)),
  );
  const starts = store(filter.starts);
  const counts = store(filter.counts);
  const weights = store(filter.weights);
  const result = kernels.allocate(box.height * toStride);
  const band = kernels.allocate(bandRows * fromStride);
  for (let top = 0; top < box.height; top += bandRows) {
    const rows = Math.min(bandRows, box.height - top);
    source.copyRows(box.top + top, rows, band);
    kernels.run.resizeRows(
      band + box.left * 3,
      fromStride,
      rows,
      result + top * toStride,
      targetWidth * 4,
      starts,
      counts,
      weights,
      filter.stride,
    );
  }
  return result;
}

/** Every column to the new height; address of [targetHeight, width, 3]. */
function resizeColumns(
  source: number,
  width: number,
  height: number,
  targetHeight: number,
): number {
  if (height === targetHeight) return source;
  const stride = width * 3;
  const filter = filterFor(height, targetHeight);
  const weights = store(filter.weights);
  const result = kernels.allocate(targetHeight * stride);
  for (let y = 0; y < targetHeight; y++) {
    const line = weights + y * filter.stride;
    const from = source + ((filter.starts[y] as number) / 3) * stride;
    const end = line + (filter.counts[y] as number);
    const to = result + y * stride;
    kernels.run.weighTaps(from, stride, to, stride, line, end);
  }
  return result;
}

function store(numbers: Int32Array<ArrayBuffer>): number {
  const address = kernels.allocate(numbers.byteLength);
  kernels.bytes.set(new Uint8Array(numbers.buffer), address);
  return address;
}

function filterFor(sourceSize: number, targetSize: number): Filter {
  const key = `${sourceSize}>${targetSize}`;
  const known = filters.get(key);
  if (known) return known;
  const filter = makeFilter(sourceSize, targetSize);
  if (filters.size >= FILTER_CACHE_SIZE) filters.clear();
  filters.set(key, filter);
  return filter;
}

function makeFilter(sourceSize: number, targetSize: number): Filter {
  const scale = sourceSize / targetSize;
  const support = Math.max(scale, 1);
  const stride = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(targetSize);
  const counts = new Int32Array(targetSize);
  const weights = new Int32Array(targetSize * stride);
  for (let target = 0; target < targetSize; target++) {
    const centre = (target + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(sourceSize, Math.trunc(centre + support + 0.5));
    const raw: number[] = [];
    for (let i = start; i < end; i++) {
      const distance = Math.abs((i - centre + 0.5) * (1 / support));
      raw.push(distance < 1 ? 1 - distance : 0);
    }
    const sum = raw.reduce((total, value) => total + value, 0);
    raw.forEach((value, i) => {
      weights[target * stride + i] = Math.trunc(
        0.5 + (value / sum) * 2 ** FRACTION_BITS,
      );
    });
    starts[target] = start * 3;
    counts[target] = (end - start) * 4;
  }
  return { starts, counts, weights, stride: stride * 4 };
}
