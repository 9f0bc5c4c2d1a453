import type { PictureFacts } from "./picture-facts.ts";
import {
  corruptFile,
  tooManyPixels,
  truncatedFile,
  unsupportedFormat,
} from "./picture-error.ts";

/**
 * Windows bitmaps (BITMAPINFOHEADER and later), which sharp does not read: 1, 4 and 8 bits with a palette, 16, 24 and 32 bits
 * with or without channel masks. Layout: learn.microsoft.com/windows/win32/gdi/bitmap-storage.
 */
export interface Bitmap {
  readonly facts: PictureFacts;
  /** [height, width, 3], or 4 channels where the file has alpha. */
  readonly pixels: Uint8Array;
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bitsPerPixel: number;
  readonly pixelOffset: number;
  readonly paletteOffset: number;
  readonly paletteSize: number;
  /** Red, green, blue, alpha. */
  readonly masks: readonly [number, number, number, number];
}

const FILE_HEADER_BYTES = 14;
const UNCOMPRESSED = 0;
const BITFIELDS = 3;
const ALPHA_BITFIELDS = 6;

/** @throws PictureError */
export function decodeBitmap(bytes: Uint8Array, maxPixels: number): Bitmap {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(data, maxPixels);
  const hasAlpha = header.masks[3] !== 0;
  const channels = hasAlpha ? 4 : 3;
  const rowBytes = Math.ceil((header.width * header.bitsPerPixel) / 32) * 4;
  if (header.pixelOffset + rowBytes * header.height > bytes.length) {
    throw truncatedFile("BMP");
  }
  const pixels = new Uint8Array(header.width * header.height * channels);
  for (let row = 0; row < header.height; row++) {
    const y = header.topDown ? row : header.height - 1 - row;
    const source = header.pixelOffset + row * rowBytes;
    const target = y * header.width * channels;
    if (header.bitsPerPixel <= 8) {
      readPaletteRow(bytes, header, source, pixels, target);
    } else if (header.bitsPerPixel === 24) {
      readTrueColourRow(bytes, header, source, pixels, target);
    } else {
      readMaskedRow(data, header, source, pixels, target, channels);
    }
  }
  return {
    facts: {
      width: header.width,
      height: header.height,
      orientation: 1,
      format: "bmp",
      hasAlpha,
      bitDepth: Math.min(8, header.bitsPerPixel),
      colourSpace: "rgb",
      hasProfile: false,
      pages: 1,
    },
    pixels,
  };
}

function readHeader(data: DataView, maxPixels: number): Header {
  if (data.byteLength < FILE_HEADER_BYTES + 40) throw truncatedFile("BMP");
  const headerSize = data.getUint32(FILE_HEADER_BYTES, true);
  if (headerSize < 40) throw unsupportedFormat("a BMP file of OS/2");
  const width = data.getInt32(18, true);
  const signedHeight = data.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bitsPerPixel = data.getUint16(28, true);
  const compression = data.getUint32(30, true);
  if (width <= 0 || height === 0) throw corruptFile("BMP");
  if (width * height > maxPixels) throw tooManyPixels(maxPixels);
  if (![1, 4, 8, 16, 24, 32].includes(bitsPerPixel)) throw corruptFile("BMP");
  const hasMasks = compression === BITFIELDS || compression === ALPHA_BITFIELDS;
  if (compression !== UNCOMPRESSED && !hasMasks) {
    throw unsupportedFormat("a compressed BMP file");
  }
  const hasAlphaMask = headerSize >= 56 || compression === ALPHA_BITFIELDS;
  const maskAt = FILE_HEADER_BYTES + 40;
  if (hasMasks && data.byteLength < maskAt + (hasAlphaMask ? 16 : 12)) {
    throw truncatedFile("BMP");
  }
  const colours = data.getUint32(46, true);
  const outsideMasks =
    headerSize === 40 && hasMasks ? (hasAlphaMask ? 16 : 12) : 0;
  return {
    width,
    height,
    topDown: signedHeight < 0,
    bitsPerPixel,
    pixelOffset: data.getUint32(10, true),
    paletteOffset: FILE_HEADER_BYTES + headerSize + outsideMasks,
    paletteSize: colours === 0 ? 2 ** Math.min(8, bitsPerPixel) : colours,
    masks: hasMasks
      ? [
          data.getUint32(maskAt, true),
          data.getUint32(maskAt + 4, true),
          data.getUint32(maskAt + 8, true),
          hasAlphaMask ? data.getUint32(maskAt + 12, true) : 0,
        ]
      : bitsPerPixel === 16
        ? [0x7c00, 0x03e0, 0x001f, 0]
        : [0xff0000, 0x00ff00, 0x0000ff, 0],
  };
}

function readPaletteRow(
  bytes: Uint8Array,
  header: Header,
  source: number,
  pixels: Uint8Array,
  target: number,
): void {
  const { bitsPerPixel, paletteOffset, paletteSize } = header;
  const mask = 2 ** bitsPerPixel - 1;
  for (let x = 0; x < header.width; x++) {
    const bit = x * bitsPerPixel;
    const byte = bytes[source + (bit >> 3)] as number;
    const index = (byte >> (8 - bitsPerPixel - (bit & 7))) & mask;
    if (index >= paletteSize) throw corruptFile("BMP");
    const entry = paletteOffset + index * 4;
    pixels[target + x * 3] = bytes[entry + 2] as number;
    pixels[target + x * 3 + 1] = bytes[entry + 1] as number;
    pixels[target + x * 3 + 2] = bytes[entry] as number;
  }
}

function readTrueColourRow(
  bytes: Uint8Array,
  header: Header,
  source: number,
  pixels: Uint8Array,
  target: number,
): void {
  for (let x = 0; x < header.width; x++) {
    pixels[target + x * 3] = bytes[source + x * 3 + 2] as number;
    pixels[target + x * 3 + 1] = bytes[source + x * 3 + 1] as number;
    pixels[target + x * 3 + 2] = bytes[source + x * 3] as number;
  }
}

function readMaskedRow(
  data: DataView,
  header: Header,
  source: number,
  pixels: Uint8Array,
  target: number,
  channels: number,
): void {
  const size = header.bitsPerPixel / 8;
  for (let x = 0; x < header.width; x++) {
    const at = source + x * size;
    const value =
      size === 2 ? data.getUint16(at, true) : data.getUint32(at, true);
    for (let channel = 0; channel < channels; channel++) {
      pixels[target + x * channels + channel] = scaleMasked(
        value,
        header.masks[channel] as number,
      );
    }
  }
}

/** The bits under the mask, stretched to 0 to 255. */
function scaleMasked(value: number, mask: number): number {
  if (mask === 0) return 0;
  const lowest = (mask & -mask) >>> 0;
  const largest = mask / lowest;
  return Math.round((((value & mask) >>> 0) / lowest / largest) * 255);
}
