import { buildHuffmanTable } from "./jpeg-huffman.ts";
import type { HuffmanTable } from "./jpeg-huffman.ts";

/**
 * The segments of a plain JPEG (ITU-T T.81, annex B; JFIF; Adobe's and Exif's application segments): baseline, extended or progressive
 * Huffman coding, 8 bits, grey or YCbCr, upright, without a colour profile. Everything else is "not plain" and left to sharp.
 */
export interface JpegFrame {
  readonly progressive: boolean;
  readonly width: number;
  readonly height: number;
  readonly components: readonly JpegComponent[];
  /** Of the luma; 1 × 1, 2 × 1 or 2 × 2 samples for each one of the chroma. */
  readonly sampling: { readonly h: 1 | 2; readonly v: 1 | 2 };
}

export interface JpegComponent {
  readonly id: number;
  readonly h: number;
  readonly v: number;
  readonly quantization: number;
}

export interface JpegTables {
  /** In the order of the coefficients' places, not of the file. */
  readonly quantization: (Uint16Array | undefined)[];
  readonly dc: (HuffmanTable | undefined)[];
  readonly ac: (HuffmanTable | undefined)[];
  /** Minimal coded units between two restart markers; 0: none. */
  restartInterval: number;
}

export interface JpegScan {
  readonly parts: readonly {
    /** Place in the frame's components. */
    readonly component: number;
    readonly dc: number;
    readonly ac: number;
  }[];
  readonly firstCoefficient: number;
  readonly lastCoefficient: number;
  readonly highBit: number;
  readonly lowBit: number;
  /** Where its entropy-coded data begins. */
  readonly dataStart: number;
}

/** Thrown at whatever a plain JPEG does not have; caught where the decision for sharp is made. */
export class NotPlainError extends Error {}

export function notPlain(what: string): NotPlainError {
  return new NotPlainError(what);
}

/** Zigzag order to place, row by row (T.81, figure A.6). */
export const ZIGZAG = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40,
  48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29,
  22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
  47, 55, 62, 63,
]);

const START_OF_SCAN = 0xda;
const RESTART_INTERVAL = 0xdd;
const COMMENT = 0xfe;
const EXIF_ORIENTATION = 0x0112;

/** Everything before the first scan. */
export interface JpegHeader {
  readonly frame: JpegFrame;
  readonly tables: JpegTables;
  readonly scan: JpegScan;
}

/** @throws NotPlainError */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw notPlain("start");
  const tables: JpegTables = {
    quantization: [],
    dc: [],
    ac: [],
    restartInterval: 0,
  };
  let frame: JpegFrame | undefined;
  let hasJfif = false;
  let hasAdobe = false;
  for (let at = 2; ;) {
    const { marker, body, end } = readSegment(bytes, at);
    at = end;
    if (marker === START_OF_SCAN) {
      if (!frame) throw notPlain("no frame");
      requireYcc(frame, hasJfif, hasAdobe);
      return { frame, tables, scan: readScan(body, end, frame) };
    } else if (marker === 0xdb) {
      readQuantization(body, tables);
    } else if (marker === 0xc0 || marker === 0xc1 || marker === 0xc2) {
      if (frame) throw notPlain("second frame");
      frame = readFrame(body, marker === 0xc2);
    } else if (marker === 0xe0) {
      hasJfif = isPlainJfif(body, hasJfif);
    } else if (marker === 0xe1) {
      requirePlainExif(body);
    } else if (marker === 0xee) {
      requireAdobeYcc(body);
      hasAdobe = true;
    } else if (!readTableSegment(marker, body, tables)) {
      // Photoshop's own segments (12, 13) and comments change no pixel.
      const isHarmless =
        marker === 0xec || marker === 0xed || marker === COMMENT;
      if (!isHarmless) throw notPlain("segment");
    }
  }
}

/**
 * The next scan, or undefined at the end of the picture.
 * @param at just behind the data of the scan before
 * @throws NotPlainError
 */
export function readNextScan(
  bytes: Uint8Array,
  at: number,
  { frame, tables }: JpegHeader,
): JpegScan | undefined {
  for (let next = at; ;) {
    if (bytes[next] === 0xff && bytes[next + 1] === 0xd9) return undefined;
    const { marker, body, end } = readSegment(bytes, next);
    if (marker === START_OF_SCAN) return readScan(body, end, frame);
    if (!readTableSegment(marker, body, tables)) throw notPlain("segment");
    next = end;
  }
}

function readSegment(
  bytes: Uint8Array,
  at: number,
): { marker: number; body: Uint8Array; end: number } {
  if (at + 4 > bytes.length || bytes[at] !== 0xff) throw notPlain("marker");
  const marker = bytes[at + 1] as number;
  // Markers without a length (restart, start, end, temporary) and fill bytes have no place here.
  if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9) || marker === 0xff) {
    throw notPlain("marker");
  }
  const length = readWord(bytes, at + 2);
  const end = at + 2 + length;
  if (length < 2 || end > bytes.length) throw notPlain("length");
  return { marker, body: bytes.subarray(at + 4, end), end };
}

/** Huffman tables and the restart interval, which may also come between scans. */
function readTableSegment(
  marker: number,
  body: Uint8Array,
  tables: JpegTables,
): boolean {
  if (marker === 0xc4) {
    readHuffmanTables(body, tables);
    return true;
  }
  if (marker !== RESTART_INTERVAL) return false;
  if (body.length !== 2) throw notPlain("restart interval");
  tables.restartInterval = readWord(body, 0);
  return true;
}

function readQuantization(body: Uint8Array, { quantization }: JpegTables) {
  let at = 0;
  while (at < body.length) {
    const index = body[at] as number;
    // The upper half says 16 bits: not for 8-bit pictures.
    if (index > 3 || at + 65 > body.length) throw notPlain("quantization");
    const table = new Uint16Array(64);
    for (let i = 0; i < 64; i++) {
      table[ZIGZAG[i] as number] = body[at + 1 + i] as number;
    }
    quantization[index] = table;
    at += 65;
  }
}

function readHuffmanTables(body: Uint8Array, { dc, ac }: JpegTables): void {
  let at = 0;
  while (at < body.length) {
    const kind = body[at] as number;
    const index = kind & 0x0f;
    if (kind > 0x13 || index > 3 || at + 17 > body.length) {
      throw notPlain("Huffman table");
    }
    let codes = 0;
    for (let i = 1; i <= 16; i++) codes += body[at + i] as number;
    const end = at + 17 + codes;
    if (codes > 256 || end > body.length) throw notPlain("Huffman table");
    const table = buildHuffmanTable(body.subarray(at + 1, end));
    if (!table) throw notPlain("Huffman table");
    (kind < 0x10 ? dc : ac)[index] = table;
    at = end;
  }
}

function readFrame(body: Uint8Array, progressive: boolean): JpegFrame {
  const count = body[5];
  if (body[0] !== 8 || (count !== 1 && count !== 3)) throw notPlain("frame");
  if (body.length !== 6 + count * 3) throw notPlain("frame");
  const height = readWord(body, 1);
  const width = readWord(body, 3);
  if (width === 0 || height === 0) throw notPlain("size");
  const components = Array.from({ length: count }, (_, i) => {
    const at = 6 + i * 3;
    const factors = body[at + 1] as number;
    return {
      id: body[at] as number,
      h: factors >> 4,
      v: factors & 0x0f,
      quantization: body[at + 2] as number,
    };
  });
  if (new Set(components.map(({ id }) => id)).size !== count) {
    throw notPlain("components");
  }
  const [first, ...chroma] = components;
  const h = first?.h;
  const v = first?.v;
  const isKnown =
    count === 1
      ? h === 1 && v === 1
      : (h === 1 && v === 1) || (h === 2 && (v === 1 || v === 2));
  if (!isKnown || chroma.some((part) => part.h !== 1 || part.v !== 1)) {
    throw notPlain("sampling");
  }
  const sampling = { h: h === 2 ? 2 : 1, v: v === 2 ? 2 : 1 } as const;
  return { progressive, width, height, components, sampling };
}

function readScan(
  body: Uint8Array,
  dataStart: number,
  frame: JpegFrame,
): JpegScan {
  const count = body[0] ?? 0;
  if (count === 0 || body.length !== 4 + count * 2) throw notPlain("scan");
  const parts = Array.from({ length: count }, (_, i) => {
    const id = body[1 + i * 2];
    const component = frame.components.findIndex((part) => part.id === id);
    const selected = body[2 + i * 2] as number;
    const dc = selected >> 4;
    const ac = selected & 0x0f;
    if (component < 0 || dc > 3 || ac > 3) throw notPlain("scan");
    return { component, dc, ac };
  });
  if (
    parts.some((part, i) => part.component <= (parts[i - 1]?.component ?? -1))
  ) {
    throw notPlain("order of components");
  }
  const bits = body.at(-1) as number;
  return {
    parts,
    firstCoefficient: body.at(-3) as number,
    lastCoefficient: body.at(-2) as number,
    highBit: bits >> 4,
    lowBit: bits & 0x0f,
    dataStart,
  };
}

/** As libjpeg decides: three components are YCbCr with JFIF or Adobe's word for it, or when they are numbered 1, 2, 3. */
function requireYcc(
  { components }: JpegFrame,
  hasJfif: boolean,
  hasAdobe: boolean,
): void {
  const isNumbered = components.every(({ id }, i) => id === i + 1);
  if (components.length === 3 && !hasJfif && !hasAdobe && !isNumbered) {
    throw notPlain("colours");
  }
}

/** JFIF 1.x; JFIF extensions and foreign segments of this number are passed over. */
function isPlainJfif(body: Uint8Array, before: boolean): boolean {
  if (!startsWithText(body, "JFIF\0")) {
    if (startsWithText(body, "JFXX\0")) return before;
    throw notPlain("application segment 0");
  }
  if (body.length < 14 || body[5] !== 1) throw notPlain("JFIF");
  return true;
}

function requireAdobeYcc(body: Uint8Array): void {
  const isYcc =
    body.length >= 12 && startsWithText(body, "Adobe") && body[11] === 1;
  if (!isYcc) throw notPlain("Adobe");
}

/** Exif without orientation, or with orientation 1; XMP without a gain map. */
function requirePlainExif(body: Uint8Array): void {
  if (startsWithText(body, "http://ns.adobe.com/xap/1.0/\0")) {
    const text = Buffer.from(body.buffer, body.byteOffset, body.length);
    if (text.includes("hdrgm") || text.includes("hdr-gain-map")) {
      throw notPlain("gain map");
    }
    return;
  }
  if (!startsWithText(body, "Exif\0\0") || body.length < 14) {
    throw notPlain("application segment 1");
  }
  const tiff = body.subarray(6);
  const data = new DataView(tiff.buffer, tiff.byteOffset, tiff.length);
  const order = data.getUint16(0);
  const little = order === 0x4949;
  const isTiff =
    (little || order === 0x4d4d) && data.getUint16(2, little) === 42;
  const directory = data.getUint32(4, little);
  if (!isTiff || directory + 2 > tiff.length) throw notPlain("Exif");
  const entries = data.getUint16(directory, little);
  if (directory + 2 + entries * 12 > tiff.length) throw notPlain("Exif");
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + i * 12;
    if (data.getUint16(at, little) !== EXIF_ORIENTATION) continue;
    const isUpright =
      data.getUint16(at + 2, little) === 3 &&
      data.getUint32(at + 4, little) === 1 &&
      data.getUint16(at + 8, little) === 1;
    if (!isUpright) throw notPlain("orientation");
  }
}

function startsWithText(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (bytes[i] !== text.charCodeAt(i)) return false;
  }
  return true;
}

function readWord(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}
