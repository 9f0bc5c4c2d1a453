import type { Sharp } from "sharp";

import { decodeBitmap } from "./bitmap.ts";
import { describeFailures } from "./decode-failures.ts";
import { DEFAULT_DECODE_LIMITS } from "./decode-limits.ts";
import type { DecodeLimits } from "./decode-limits.ts";
import { inTurn } from "./decoder-turns.ts";
import { decodeHeic } from "./heic.ts";
import { openRaw, openSharp } from "./open-sharp.ts";
import type { PictureFacts } from "./picture-facts.ts";
import { writePlainTiff } from "./plain-tiff.ts";

/** Red, green, blue, 0 to 255, sRGB. */
export type Colour = readonly [number, number, number];

export interface DecodeOptions {
  /** Shows through where the picture is transparent; default white. */
  readonly background?: Colour;
  readonly limits?: DecodeLimits;
}

const WHITE: Colour = [255, 255, 255];

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
  const background = options.background ?? WHITE;
  return describeFailures(facts.format, bytes, limits, () =>
    inTurn(facts.format, async () => {
      const source = await openSource(bytes, facts, limits);
      const plain = await convertToPlain(source, facts, background);
      const all = await finish(plain).toBuffer({ resolveWithObject: true });
      return all.data;
    }),
  );
}

async function openSource(
  bytes: Uint8Array,
  { format }: PictureFacts,
  limits: DecodeLimits,
): Promise<Sharp> {
  switch (format) {
    case "bmp": {
      const { facts, pixels } = decodeBitmap(bytes, limits.maxPixels);
      return openRaw(pixels, facts, facts.hasAlpha ? 4 : 3);
    }
    case "heic": {
      const decoded = await decodeHeic(bytes, limits.maxPixels);
      const { facts, pixels, profile } = decoded;
      if (profile === undefined) return openRaw(pixels, facts, 4);
      const { width, height } = facts;
      return openSharp(writePlainTiff(pixels, width, height, profile), limits);
    }
    default:
      return openSharp(bytes, limits);
  }
}

/** Oriented, opaque, sRGB; each step only where it is needed, because on small pictures the steps cost more than the decoding. */
async function convertToPlain(
  source: Sharp,
  { format, orientation, hasAlpha, colourSpace, bitDepth }: PictureFacts,
  background: Colour,
): Promise<Sharp> {
  if (orientation !== 1) source.autoOrient();
  if (bitDepth > 8 && format !== "heic") {
    // Before the profile is applied: of 16 bits sharp makes Display P3, and leaves profiles of grays out.
    if (colourSpace === "rgb") source.pipelineColourspace("srgb");
    if (colourSpace === "gray") source.pipelineColourspace("b-w");
  }
  if (colourSpace !== "rgb" || bitDepth > 8) source.toColourspace("srgb");
  if (hasAlpha || format === "heic") {
    const opaque = colourSpace === "gray" ? await inColour(source) : source;
    const [r, g, b] = background;
    return opaque.flatten({ background: { r, g, b } });
  }
  return source;
}

/** sharp lays a gray picture over the gray of the background. */
async function inColour(gray: Sharp): Promise<Sharp> {
  const { data, info } = await gray
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return openRaw(data, info, 4);
}
