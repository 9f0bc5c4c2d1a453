import { JpegBits } from "./jpeg-bits.ts";
import {
  decodeFirstAc,
  decodeFirstDc,
  decodeSequential,
  refineAc,
  refineDc,
} from "./jpeg-blocks.ts";
import type { BlockState, DecodeBlock } from "./jpeg-blocks.ts";
import {
  NotPlainError,
  notPlain,
  readJpegHeader,
  readNextScan,
} from "./jpeg-header.ts";
import type { JpegFrame, JpegHeader, JpegScan } from "./jpeg-header.ts";
import type { HuffmanTable } from "./jpeg-huffman.ts";
import { layOut, rowsOf, transformRow } from "./jpeg-planes.ts";
import type { Plane } from "./jpeg-planes.ts";
import { kernels } from "./picture-kernels.ts";
import type { PixelRows } from "./picture-kernels.ts";

export interface PlainJpegFacts {
  readonly width: number;
  readonly height: number;
  readonly isGray: boolean;
}

/** Its rows are there until the next picture is opened or resized. */
export interface OpenJpeg extends PlainJpegFacts, PixelRows {}

/** Above this the memory for it is better shared with what sharp does piece by piece. */
const MAX_PIXELS = 16e6;
/** Where all coefficients are kept until the last scan. */
const MAX_PROGRESSIVE_PIXELS = 8e6;

const bits = new JpegBits();

/**
 * What a plain JPEG says about itself, or undefined where the file is not one; its pixels may still turn out damaged.
 * Plain: `JpegFrame`, within the limit of pixels, and so large that libjpeg filters its chroma.
 */
export function readPlainJpegFacts(
  bytes: Uint8Array,
  maxPixels: number = MAX_PIXELS,
): PlainJpegFacts | undefined {
  return orUndefined(() => factsOf(readPlainHeader(bytes, maxPixels).frame));
}

/**
 * Decodes a plain, whole and undamaged JPEG: the same pixels, bit for bit, as libjpeg-turbo's accurate transform and fancy upsampling,
 * which sharp uses. Undefined for every other file: the answer to that, error or picture, is sharp's.
 */
export function openPlainJpeg(
  bytes: Uint8Array,
  maxPixels: number = MAX_PIXELS,
): OpenJpeg | undefined {
  return orUndefined(() => {
    const header = readPlainHeader(bytes, maxPixels);
    const planes = layOut(header);
    decodeScans(bytes, header, planes);
    return { ...factsOf(header.frame), copyRows: rowsOf(header.frame, planes) };
  });
}

/** All pixels of an open JPEG. */
export function readPixels({
  width,
  height,
  copyRows,
}: OpenJpeg): Uint8Array<ArrayBuffer> {
  const address = kernels.allocate(width * height * 3);
  copyRows(0, height, address);
  return kernels.bytes.slice(address, address + width * height * 3);
}

function orUndefined<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    // A RangeError is a read outside of a segment.
    if (error instanceof NotPlainError || error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

function readPlainHeader(bytes: Uint8Array, maxPixels: number): JpegHeader {
  const header = readJpegHeader(bytes);
  const { width, height, progressive, sampling } = header.frame;
  const limit = progressive ? MAX_PROGRESSIVE_PIXELS : MAX_PIXELS;
  if (width * height > Math.min(limit, maxPixels)) throw notPlain("size");
  if (sampling.h === 2 && width <= 4) throw notPlain("width");
  return header;
}

function factsOf({ width, height, components }: JpegFrame): PlainJpegFacts {
  return { width, height, isGray: components.length === 1 };
}

function decodeScans(
  bytes: Uint8Array,
  header: JpegHeader,
  planes: readonly Plane[],
): void {
  const { progressive, components } = header.frame;
  const state: BlockState = {
    bits,
    predictions: new Int32Array(components.length),
    endOfBandRun: 0,
  };
  // Progress of each coefficient: the lowest bit that is known, −1 before the first.
  const known = components.map(() => new Int8Array(64).fill(-1));
  const isSingle = !progressive && header.scan.parts.length === planes.length;
  const coefficients = planes.map(
    ({ coefficients: address, keptRows, blockStride }) =>
      new Int16Array(
        kernels.bytes.buffer,
        address,
        keptRows * blockStride * 64,
      ),
  );
  if (!isSingle) for (const numbers of coefficients) numbers.fill(0);
  let scan: JpegScan | undefined = header.scan;
  while (scan) {
    for (const part of scan.parts) {
      noteProgress(scan, known[part.component] as Int8Array, progressive);
    }
    const end = bits.fill(bytes, scan.dataStart);
    decodeScan(scan, header, planes, coefficients, state, isSingle);
    bits.finish();
    scan = readNextScan(bytes, end, header);
  }
  if (known.some((levels) => levels.some((level) => level !== 0))) {
    throw notPlain("scans missing");
  }
  if (isSingle) return;
  for (const plane of planes) {
    for (let row = 0; row < plane.blocksHigh; row++) {
      transformRow(plane, row, row);
    }
  }
}

/** Every bit must come once and in order: libjpeg smooths over what is missing, and warns of what comes twice. */
function noteProgress(
  { firstCoefficient, lastCoefficient, highBit, lowBit, parts }: JpegScan,
  known: Int8Array,
  progressive: boolean,
): void {
  const isRight = progressive
    ? lastCoefficient <= 63 &&
      lowBit <= 13 &&
      (highBit === 0 || highBit === lowBit + 1) &&
      (firstCoefficient === 0
        ? lastCoefficient === 0
        : firstCoefficient <= lastCoefficient &&
          parts.length === 1 &&
          known[0] !== -1)
    : firstCoefficient === 0 &&
      lastCoefficient === 63 &&
      highBit === 0 &&
      lowBit === 0;
  if (!isRight) throw notPlain("scan");
  for (let i = firstCoefficient; i <= lastCoefficient; i++) {
    const before = known[i] as number;
    const isNext = highBit === 0 ? before === -1 : before === highBit;
    if (!isNext) throw notPlain("scan");
    known[i] = lowBit;
  }
}

function chooseDecoder(scan: JpegScan, progressive: boolean): DecodeBlock {
  if (!progressive) return decodeSequential;
  if (scan.firstCoefficient === 0) {
    return scan.highBit === 0 ? decodeFirstDc : refineDc;
  }
  return scan.highBit === 0 ? decodeFirstAc : refineAc;
}

const NO_TABLE: HuffmanTable = {
  symbols: new Uint16Array(1024),
  coefficients: new Int32Array(1024),
  limits: new Int32Array(18),
  offsets: new Int32Array(17),
  values: new Uint8Array(0),
};

function decodeScan(
  scan: JpegScan,
  { frame, tables }: JpegHeader,
  planes: readonly Plane[],
  coefficients: readonly Int16Array[],
  state: BlockState,
  isSingle: boolean,
): void {
  const decode = chooseDecoder(scan, frame.progressive);
  const usesDc = scan.firstCoefficient === 0 && scan.highBit === 0;
  const usesAc = scan.lastCoefficient > 0;
  const band = {
    first: scan.firstCoefficient,
    last: scan.lastCoefficient,
    lowBit: scan.lowBit,
  };
  const isInterleaved = scan.parts.length > 1;
  const parts = scan.parts.map(({ component, dc, ac }) => {
    const plane = planes[component] as Plane;
    const dcTable = usesDc ? tables.dc[dc] : NO_TABLE;
    const acTable = usesAc ? tables.ac[ac] : NO_TABLE;
    if (!dcTable || !acTable) throw notPlain("Huffman table");
    return {
      component,
      plane,
      numbers: coefficients[component] as Int16Array,
      dcTable,
      acTable,
      h: isInterleaved ? plane.h : 1,
      v: isInterleaved ? plane.v : 1,
    };
  });
  const first = planes[scan.parts[0]?.component ?? 0] as Plane;
  const { sampling } = frame;
  const unitsWide = isInterleaved
    ? Math.ceil(frame.width / (8 * sampling.h))
    : first.blocksWide;
  const unitsHigh = isInterleaved
    ? Math.ceil(frame.height / (8 * sampling.v))
    : first.blocksHigh;
  state.predictions.fill(0);
  state.endOfBandRun = 0;
  let untilRestart = tables.restartInterval;
  for (let unitRow = 0; unitRow < unitsHigh; unitRow++) {
    if (isSingle) for (const { numbers } of parts) numbers.fill(0);
    for (let unit = 0; unit < unitsWide; unit++) {
      if (tables.restartInterval > 0 && untilRestart-- === 0) {
        restart(state);
        untilRestart = tables.restartInterval - 1;
      }
      for (const part of parts) {
        const { component, plane, numbers, dcTable, acTable, h, v } = part;
        for (let y = 0; y < v; y++) {
          const row = isSingle ? y : unitRow * v + y;
          const start = (row * plane.blockStride + unit * h) * 64;
          for (let x = 0; x < h; x++) {
            const offset = start + x * 64;
            decode(state, numbers, offset, component, dcTable, acTable, band);
          }
        }
      }
    }
    if (!isSingle) continue;
    for (const { plane, v } of parts) {
      for (let y = 0; y < v; y++) transformRow(plane, y, unitRow * v + y);
    }
  }
  if (state.endOfBandRun > 0) throw notPlain("end of band");
}

function restart(state: BlockState): void {
  if (state.endOfBandRun > 0) throw notPlain("end of band");
  bits.nextPart();
  state.predictions.fill(0);
}
