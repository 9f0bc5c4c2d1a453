import { decodeBitmap } from "./bitmap.ts";
import { describeFailures } from "./decode-failures.ts";
import { DEFAULT_DECODE_LIMITS } from "./decode-limits.ts";
import type { DecodeLimits } from "./decode-limits.ts";
import { inTurn } from "./decoder-turns.ts";
import { isComplete } from "./file-structure.ts";
import { detectFileType } from "./file-type.ts";
import type { PictureFormat } from "./file-type.ts";
import { readHeicFacts } from "./heic.ts";
import { openSharp } from "./open-sharp.ts";
import {
  emptyFile,
  notAnImage,
  tooManyBytes,
  tooManyPixels,
  truncatedFile,
  unsupportedFormat,
} from "./picture-error.ts";
import type { PictureFacts } from "./picture-facts.ts";
import { readPlainJpegFacts } from "./plain-jpeg.ts";
import type { PlainJpegFacts } from "./plain-jpeg.ts";

/**
 * What a picture file says about itself; the pixels are not decoded.
 * @throws PictureError
 */
export async function readPictureFacts(
  bytes: Uint8Array,
  limits: DecodeLimits = DEFAULT_DECODE_LIMITS,
): Promise<PictureFacts> {
  const format = checkFile(bytes, limits);
  if (format === "bmp") return decodeBitmap(bytes, limits.maxPixels).facts;
  if (format === "jpeg") {
    const plain = readPlainJpegFacts(bytes, limits.maxPixels);
    if (plain) return factsOfPlain(plain);
  }
  return describeFailures(format, bytes, limits, async () => {
    if (format === "heic") return readHeicFacts(bytes, limits.maxPixels);
    const metadata = await inTurn(format, () =>
      openSharp(bytes, limits).metadata(),
    );
    const turned = (metadata.orientation ?? 1) >= 5;
    const space = metadata.space ?? "";
    return {
      width: turned ? metadata.height : metadata.width,
      height: turned ? metadata.width : metadata.height,
      orientation: metadata.orientation ?? 1,
      format,
      hasAlpha: metadata.hasAlpha ?? false,
      bitDepth: bitsOf(metadata.bitsPerSample, metadata.depth),
      colourSpace: /rgb/.test(space)
        ? "rgb"
        : /^(b-w|grey16)$/.test(space)
          ? "gray"
          : space === "cmyk"
            ? "cmyk"
            : "other",
      hasProfile: metadata.icc !== undefined,
      pages: metadata.pages ?? 1,
    };
  });
}

export function factsOfPlain({
  width,
  height,
  isGray,
}: PlainJpegFacts): PictureFacts {
  return {
    width,
    height,
    orientation: 1,
    format: "jpeg",
    hasAlpha: false,
    bitDepth: 8,
    colourSpace: isGray ? "gray" : "rgb",
    hasProfile: false,
    pages: 1,
  };
}

function checkFile(bytes: Uint8Array, limits: DecodeLimits): PictureFormat {
  if (bytes.length === 0) throw emptyFile();
  if (bytes.length > limits.maxBytes) {
    throw tooManyBytes(limits.maxBytes, bytes.length);
  }
  const type = detectFileType(bytes);
  if (type.kind === "other") throw notAnImage(type.label);
  if (type.kind === "unsupported-picture") throw unsupportedFormat(type.label);
  // The only format whose decoder lets an early end pass.
  if (type.format === "png" && isComplete("png", bytes) === false) {
    // A damaged chunk length also leads past the end: pictures larger than the limit are told first.
    throw isPngTooLarge(bytes, limits.maxPixels)
      ? tooManyPixels(limits.maxPixels)
      : truncatedFile("PNG");
  }
  return type.format;
}

function isPngTooLarge(bytes: Uint8Array, maxPixels: number): boolean {
  if (bytes.length < 24) return false;
  const header = new DataView(bytes.buffer, bytes.byteOffset + 16, 8);
  return header.getUint32(0) * header.getUint32(4) > maxPixels;
}

function bitsOf(
  bitsPerSample: number | undefined,
  depth: string | undefined,
): number {
  if (bitsPerSample !== undefined) return bitsPerSample;
  if (depth === "ushort" || depth === "short") return 16;
  if (depth === "uchar" || depth === "char" || depth === undefined) return 8;
  return 32;
}
