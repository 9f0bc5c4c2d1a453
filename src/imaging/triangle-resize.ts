/**
 * Antialiased bilinear resampling: a triangle filter whose support grows with the shrink factor, as in Pillow's
 * `BILINEAR` (python-pillow `Resample.c`). Written after that definition with the same order (rows, then columns) and the
 * same rounding to 8 bits after each pass, so that the result is equal bit for bit and exported models see the same pixels.
 */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** For each output position: the first input position, the number of inputs, and their weights in 22-bit fixed point. */
interface Filter {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  readonly weights: Int32Array;
  /** Weights reserved per output position. */
  readonly stride: number;
}

const FRACTION_BITS = 22;
const HALF = 1 << (FRACTION_BITS - 1);
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
): Uint8Array {
  const rows = resizeRows(source, sourceWidth, box, targetWidth);
  return resizeColumns(rows, targetWidth, box.height, targetHeight);
}

function resizeRows(
  source: Uint8Array,
  sourceWidth: number,
  box: Box,
  targetWidth: number,
): Uint8Array {
  const result = new Uint8Array(box.height * targetWidth * 3);
  const { starts, counts, weights, stride } = filterFor(box.width, targetWidth);
  let to = 0;
  for (let y = 0; y < box.height; y++) {
    const row = ((box.top + y) * sourceWidth + box.left) * 3;
    for (let x = 0; x < targetWidth; x++) {
      let from = row + (starts[x] as number) * 3;
      let weight = x * stride;
      const end = weight + (counts[x] as number);
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      for (; weight < end; weight++) {
        const w = weights[weight] as number;
        red = (red + w * (source[from] as number)) | 0;
        green = (green + w * (source[from + 1] as number)) | 0;
        blue = (blue + w * (source[from + 2] as number)) | 0;
        from += 3;
      }
      result[to] = red >> FRACTION_BITS;
      result[to + 1] = green >> FRACTION_BITS;
      result[to + 2] = blue >> FRACTION_BITS;
      to += 3;
    }
  }
  return result;
}

function resizeColumns(
  source: Uint8Array,
  width: number,
  height: number,
  targetHeight: number,
): Uint8Array {
  if (height === targetHeight) return source;
  const rowLength = width * 3;
  const result = new Uint8Array(targetHeight * rowLength);
  const sums = new Int32Array(rowLength);
  const { starts, counts, weights, stride } = filterFor(height, targetHeight);
  for (let y = 0; y < targetHeight; y++) {
    sums.fill(HALF);
    const start = starts[y] as number;
    const count = counts[y] as number;
    for (let i = 0; i < count; i++) {
      const w = weights[y * stride + i] as number;
      const from = (start + i) * rowLength;
      for (let x = 0; x < rowLength; x++) {
        sums[x] = ((sums[x] as number) + w * (source[from + x] as number)) | 0;
      }
    }
    const to = y * rowLength;
    for (let x = 0; x < rowLength; x++) {
      result[to + x] = (sums[x] as number) >> FRACTION_BITS;
    }
  }
  return result;
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
    starts[target] = start;
    counts[target] = end - start;
  }
  return { starts, counts, weights, stride };
}
