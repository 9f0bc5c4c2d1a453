import { notPlain } from "./jpeg-header.ts";
import type { JpegFrame, JpegHeader } from "./jpeg-header.ts";
import { kernels } from "./picture-kernels.ts";
import type { PixelRows } from "./picture-kernels.ts";

/** One component: where its coefficients and samples are. */
export interface Plane {
  readonly h: number;
  readonly v: number;
  /** Samples that show something. */
  readonly width: number;
  readonly height: number;
  readonly blocksWide: number;
  readonly blocksHigh: number;
  /** With the blocks that fill the last unit of an interleaved scan. */
  readonly blockStride: number;
  /** Block rows that are kept at a time. */
  readonly keptRows: number;
  /** Addresses. */
  readonly coefficients: number;
  readonly quantization: number;
  readonly samples: number;
  readonly stride: number;
}

/** Left and right of the samples, for a vector's neighbours. */
const MARGIN = 16;

/** Room in the kernels' memory for every component; what was there before is given up. */
export function layOut({ frame, tables, scan }: JpegHeader): Plane[] {
  kernels.clear();
  const { components, sampling } = frame;
  const keepsAll = frame.progressive || scan.parts.length !== components.length;
  const unitsWide = Math.ceil(frame.width / (8 * sampling.h));
  const unitsHigh = Math.ceil(frame.height / (8 * sampling.v));
  const planes = components.map((component): Plane => {
    const { h, v } = component;
    const width = Math.ceil((frame.width * h) / sampling.h);
    const height = Math.ceil((frame.height * v) / sampling.v);
    const blocksWide = Math.ceil(width / 8);
    const blocksHigh = Math.ceil(height / 8);
    const blockStride = unitsWide * h;
    const keptRows = keepsAll ? unitsHigh * v : v;
    const stride = Math.ceil((blocksWide * 8) / 16) * 16 + 2 * MARGIN;
    const table = tables.quantization[component.quantization];
    if (!table) throw notPlain("quantization");
    const quantization = kernels.allocate(128);
    const coefficients = kernels.allocate(keptRows * blockStride * 128);
    const samples = kernels.allocate(blocksHigh * 8 * stride) + MARGIN;
    kernels.bytes.set(new Uint8Array(table.buffer), quantization);
    return {
      h,
      v,
      width,
      height,
      blocksWide,
      blocksHigh,
      blockStride,
      keptRows,
      coefficients,
      quantization,
      samples,
      stride,
    };
  });
  return planes;
}

/** A row of blocks from the kept ones to samples. */
export function transformRow(plane: Plane, kept: number, row: number): void {
  if (row >= plane.blocksHigh) return;
  kernels.run.transformBlocks(
    plane.coefficients + kept * plane.blockStride * 128,
    plane.blocksWide,
    plane.quantization,
    plane.samples + row * 8 * plane.stride,
    plane.stride,
  );
}

/** What makes rows of RGB8 from the samples: chroma at the full width, then colours. */
export function rowsOf(
  { width, sampling }: JpegFrame,
  planes: readonly Plane[],
): PixelRows["copyRows"] {
  const [luma, ...chroma] = planes as [Plane, ...Plane[]];
  const lines = chroma.map(({ stride }) => kernels.allocate(stride * 2));
  if (sampling.h === 2) {
    for (const plane of chroma) repeatEdges(plane, kernels.bytes);
  }
  return (top, rows, address) => {
    const { run } = kernels;
    for (let i = 0; i < rows; i++) {
      const y = top + i;
      const lumaRow = luma.samples + y * luma.stride;
      const to = address + i * width * 3;
      const [blue, red] = chroma.map((plane, which) =>
        chromaRow(plane, y, sampling, lines[which] as number),
      );
      if (blue === undefined || red === undefined) {
        run.spreadRow(lumaRow, to, width);
      } else {
        run.convertRow(lumaRow, blue, red, to, width);
      }
    }
  };
}

/** Address of a row of chroma at the picture's width. */
function chromaRow(
  { samples, stride, width, height }: Plane,
  y: number,
  sampling: JpegFrame["sampling"],
  line: number,
): number {
  if (sampling.h === 1) return samples + y * stride;
  if (sampling.v === 1) {
    kernels.run.upsampleRow(samples + y * stride, line, width);
    return line;
  }
  const row = y >> 1;
  const near = Math.min(
    height - 1,
    Math.max(0, row + ((y & 1) === 0 ? -1 : 1)),
  );
  const from = samples + row * stride;
  kernels.run.upsampleBoth(from, samples + near * stride, line, width);
  return line;
}

/** The filter's neighbours at both ends of a row are the ends themselves. */
function repeatEdges(
  { samples, stride, width, height }: Plane,
  bytes: Uint8Array,
): void {
  for (let y = 0; y < height; y++) {
    const row = samples + y * stride;
    bytes[row - 1] = bytes[row] as number;
    bytes[row + width] = bytes[row + width - 1] as number;
  }
}
