import sharp from "sharp";
import type { Sharp } from "sharp";

import { decodeBitmap } from "./bitmap.ts";
import { isComplete } from "./file-structure.ts";
import { DECODABLE_FORMATS, detectFileType } from "./file-type.ts";
import type { PictureFormat } from "./file-type.ts";
import {
  corruptFile,
  emptyFile,
  notAnImage,
  PictureError,
  tooManyBytes,
  tooManyPixels,
  truncatedFile,
  unsupportedFormat,
} from "./picture-error.ts";
import { openPlainJpeg, readPixels, readPlainJpegFacts } from "./plain-jpeg.ts";
import type { OpenJpeg, PlainJpegFacts } from "./plain-jpeg.ts";
import { resizePixelRows } from "./triangle-resize.ts";

/** Red, green, blue, 0 to 255, sRGB. */
export type Colour = readonly [number, number, number];

export interface DecodeLimits {
  /** Width times height of one page. */
  readonly maxPixels: number;
  readonly maxBytes: number;
}

/** A page of 16,383 × 16,383 and half a gigabyte: beyond every camera, below what harms a small machine. */
export const DEFAULT_DECODE_LIMITS: DecodeLimits = {
  maxPixels: 16_383 * 16_383,
  maxBytes: 512 * 1024 * 1024,
};

export interface PictureFacts {
  /** Pixels, after orientation. */
  readonly width: number;
  /** Pixels, after orientation. */
  readonly height: number;
  /** EXIF orientation, 1 to 8; 1 where the file has none. */
  readonly orientation: number;
  readonly format: PictureFormat;
  readonly hasAlpha: boolean;
  /** Bits per channel in the file: 1, 2, 4, 8, 16 or 32. */
  readonly bitDepth: number;
  readonly colourSpace: "rgb" | "gray" | "cmyk" | "other";
  /** Whether a colour profile is embedded. */
  readonly hasProfile: boolean;
  /** Pictures in the file; the first is used. */
  readonly pages: number;
}

export interface DecodedPicture {
  readonly facts: PictureFacts;
  /** sRGB, 8 bits, [height, width, 3], oriented, without alpha. */
  readonly pixels: Uint8Array;
}

export interface DecodeOptions {
  /** Shows through where the picture is transparent; default white. */
  readonly background?: Colour;
  readonly limits?: DecodeLimits;
}

export interface ThumbnailOptions extends DecodeOptions {
  /** Longest side in pixels; default 256. Smaller pictures are not enlarged. */
  readonly longestSide?: number;
}

const WHITE: Colour = [255, 255, 255];
const DEFAULT_THUMBNAIL_SIDE = 256;
/** A small file that a browser shows as it is needs no second JPEG compression. */
const MAX_KEPT_THUMBNAIL_BYTES = 32 * 1024;

// One libvips thread per picture and several pictures in flight is faster than the reverse; nothing is decoded twice.
sharp.concurrency(1);
sharp.cache(false);

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
    const metadata = await openSharp(bytes, limits).metadata();
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

/**
 * Decodes a picture file at its full size: EXIF orientation applied, embedded profile converted to sRGB, alpha over
 * the background, 8 bits. Of an animation or a document of several pages the first is used.
 * @throws PictureError for a file that is empty, cut, damaged, too large or no picture
 */
export async function decodePicture(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<DecodedPicture> {
  const limits = options.limits ?? DEFAULT_DECODE_LIMITS;
  const plain = openPlainPicture(bytes, limits);
  if (plain) return { facts: plain.facts, pixels: readPixels(plain.rows) };
  const facts = await readPictureFacts(bytes, limits);
  const pixels = await runPipeline(bytes, facts, options, (pipeline) =>
    pipeline.raw({ depth: "uchar" }),
  );
  return { facts, pixels };
}

/** A plain JPEG, decoded; its rows are there until the next picture is opened or resized, so nothing is awaited in between. */
export interface OpenPicture {
  readonly facts: PictureFacts;
  readonly rows: OpenJpeg;
}

/**
 * The one place that decides for the fast path: plain, whole JPEGs are decoded here and now, to sharp's pixels in half the time and
 * without a trip to its threads (`plain-jpeg.ts`). Undefined for everything else, which is sharp's, its errors too.
 */
export function openPlainPicture(
  bytes: Uint8Array,
  limits: DecodeLimits = DEFAULT_DECODE_LIMITS,
): OpenPicture | undefined {
  if (bytes.length > limits.maxBytes) return undefined;
  const rows = openPlainJpeg(bytes, limits.maxPixels);
  return rows && { facts: factsOfPlain(rows), rows };
}

/**
 * Decodes a picture to its end, so that a damaged file is found here, and makes a small picture of it.
 * @returns the facts, and a JPEG (or, for small pictures, the file itself when it is a plain one)
 * @throws PictureError
 */
export async function inspectAndThumbnail(
  bytes: Uint8Array,
  options: ThumbnailOptions = {},
): Promise<{ facts: PictureFacts; thumbnail: Uint8Array }> {
  const limits = options.limits ?? DEFAULT_DECODE_LIMITS;
  const side = options.longestSide ?? DEFAULT_THUMBNAIL_SIDE;
  const plain = openPlainPicture(bytes, limits);
  if (plain) {
    const isSmall = isThumbnailAlready(plain.facts, bytes, side);
    const thumbnail = isSmall ? bytes : await shrinkToJpeg(plain, side);
    return { facts: plain.facts, thumbnail };
  }
  const facts = await readPictureFacts(bytes, limits);
  if (isThumbnailAlready(facts, bytes, side)) {
    await runPipeline(bytes, facts, options, (pipeline) => pipeline.raw());
    return { facts, thumbnail: bytes };
  }
  const thumbnail = await runPipeline(bytes, facts, options, (pipeline) =>
    pipeline
      .resize({
        width: side,
        height: side,
        fit: "inside",
        withoutEnlargement: true,
      })
      .jpeg({ quality: 80 }),
  );
  return { facts, thumbnail };
}

/**
 * Runs a sharp pipeline from the file's oriented, opaque sRGB pixels; errors become PictureErrors.
 * @param finish adds the steps after decoding and the output format
 */
export async function runPipeline(
  bytes: Uint8Array,
  facts: PictureFacts,
  options: DecodeOptions,
  finish: (pipeline: Sharp) => Sharp,
): Promise<Uint8Array> {
  const limits = options.limits ?? DEFAULT_DECODE_LIMITS;
  return describeFailures(facts.format, bytes, limits, async () => {
    const pipeline = convertToPlain(
      facts.format === "bmp"
        ? openBitmap(bytes, limits)
        : openSharp(bytes, limits),
      facts,
      options.background ?? WHITE,
    );
    const { data } = await finish(pipeline).toBuffer({
      resolveWithObject: true,
    });
    return data;
  });
}

async function shrinkToJpeg(
  { rows }: OpenPicture,
  side: number,
): Promise<Uint8Array> {
  const { width, height } = rows;
  const scale = Math.min(1, side / Math.max(width, height));
  const targetWidth = Math.max(1, Math.round(width * scale));
  const targetHeight = Math.max(1, Math.round(height * scale));
  const box = { left: 0, top: 0, width, height };
  const small = resizePixelRows(rows, box, targetWidth, targetHeight);
  const raw = {
    width: targetWidth,
    height: targetHeight,
    channels: 3,
  } as const;
  return sharp(small, { raw }).jpeg({ quality: 80 }).toBuffer();
}

function factsOfPlain({ width, height, isGray }: PlainJpegFacts): PictureFacts {
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

/** Oriented, opaque, sRGB; each step only where it is needed, because on small pictures the steps cost more than the decoding. */
function convertToPlain(
  source: Sharp,
  { orientation, hasAlpha, colourSpace, bitDepth }: PictureFacts,
  [r, g, b]: Colour,
): Sharp {
  if (orientation !== 1) source.autoOrient();
  if (hasAlpha) source.flatten({ background: { r, g, b } });
  if (colourSpace !== "rgb" || bitDepth > 8) source.toColourspace("srgb");
  return source;
}

function openSharp(bytes: Uint8Array, limits: DecodeLimits): Sharp {
  return sharp(bytes, {
    failOn: "warning",
    limitInputPixels: limits.maxPixels,
    sequentialRead: true,
  });
}

function openBitmap(bytes: Uint8Array, limits: DecodeLimits): Sharp {
  const { facts, pixels } = decodeBitmap(bytes, limits.maxPixels);
  return sharp(pixels, {
    raw: {
      width: facts.width,
      height: facts.height,
      channels: facts.hasAlpha ? 4 : 3,
    },
  });
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

async function describeFailures<T>(
  format: PictureFormat,
  bytes: Uint8Array,
  limits: DecodeLimits,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PictureError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const { label } = DECODABLE_FORMATS[format];
    if (/exceeds pixel limit/i.test(reason)) {
      throw tooManyPixels(limits.maxPixels, error);
    }
    const complete = isComplete(format, bytes);
    if (
      complete === false ||
      (complete === undefined &&
        /premature|unexpected end|not enough|truncated/i.test(reason))
    ) {
      throw truncatedFile(label, error);
    }
    if (
      /compression format|unsupported (codec|feature|compression)|not supported/i.test(
        reason,
      )
    ) {
      throw unsupportedFormat(`a ${label} file of a rare kind`, error);
    }
    throw corruptFile(label, error);
  }
}

function isThumbnailAlready(
  facts: PictureFacts,
  bytes: Uint8Array,
  side: number,
): boolean {
  return (
    facts.format === "jpeg" &&
    facts.orientation === 1 &&
    !facts.hasProfile &&
    (facts.colourSpace === "rgb" || facts.colourSpace === "gray") &&
    Math.max(facts.width, facts.height) <= side &&
    bytes.length <= MAX_KEPT_THUMBNAIL_BYTES
  );
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
