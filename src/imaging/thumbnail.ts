import { DEFAULT_DECODE_LIMITS } from "./decode-limits.ts";
import { openPlainPicture } from "./decode.ts";
import type { OpenPicture } from "./decode.ts";
import { openRaw } from "./open-sharp.ts";
import type { PictureFacts } from "./picture-facts.ts";
import { runPipeline } from "./plain-pipeline.ts";
import type { DecodeOptions } from "./plain-pipeline.ts";
import { readPictureFacts } from "./read-picture-facts.ts";
import { resizePixelRows } from "./triangle-resize.ts";

export interface ThumbnailOptions extends DecodeOptions {
  /** Longest side in pixels; default 256. Smaller pictures are not enlarged. */
  readonly longestSide?: number;
}

const DEFAULT_THUMBNAIL_SIDE = 256;
/** A small file that a browser shows as it is needs no second JPEG compression. */
const MAX_KEPT_THUMBNAIL_BYTES = 32 * 1024;

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
  const size = { width: targetWidth, height: targetHeight };
  return openRaw(small, size, 3).jpeg({ quality: 80 }).toBuffer();
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
